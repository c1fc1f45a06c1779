"""Report."""
import json
def html(found): return ""
def text(found): return json.dumps(found, default=str, ensure_ascii=False, indent=1)
