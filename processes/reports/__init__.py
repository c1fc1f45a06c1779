"""Reports to the promotion group: pure functions over records, shown by the pages as they are described here."""

from processes.reports import cooperation, local_layouts, money, on_time, performance, worklist

REPORTS = {
    "worklist": worklist.REPORT,
    "on_time": on_time.REPORT,
    "money": money.REPORT,
    "performance": performance.REPORT,
    "cooperation": cooperation.PAIRS,
    "partners": cooperation.PARTNERS,
    "local_layouts": local_layouts.REPORT,
}
