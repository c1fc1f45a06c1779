import re, pytest
from app.clock import SystemClock
from app.store import people
from urllib.parse import quote
def sign_in(web, runtime, who, *roles):
    with runtime.sessions.begin() as s:
        people.add_person(s, who, who, email=f"{who}@demo.example")
        for r in roles: people.add_membership(s, who, r)
        row = people.person(s, who)
    client = web.test_client()
    now = SystemClock().now().timestamp()
    with client.session_transaction() as c: c.update(person=who, epoch=row["epoch"], since=now, seen=now)
    return client
def test_smoke(web, programme_runtime):
    web.config["WTF_CSRF_ENABLED"]=False
    c = sign_in(web, programme_runtime, "d", "designer")
    import time
    paths = ["/studio","/studio/new","/studio/forms","/studio/tables","/studio/templates","/studio/processes/resubmission","/studio/processes/project","/studio/processes/resubmission/edit","/studio/processes/resubmission/compare",
      "/studio/files/forms/resubmission/supplement.form","/studio/files/forms/resubmission/supplement.form?wording=en","/studio/text/forms/resubmission/supplement.form","/studio/files/bpmn/shared/conclusion.dmn","/studio/files/bpmn/shared/formal_items.dmn","/studio/files/bpmn/shared/conclusion.dmn?in.false_material=true","/studio/files/forms/notices/supplement_due.zh.txt","/studio/files/forms/documents/contract.docx","/studio/download/forms/documents/contract.docx?version=1","/studio/processes/resubmission/drawing.bpmn?version=1", "/studio/text/forms/notices/supplement_due.zh.txt"]
    for p in paths:
        t=time.time(); a=c.get(p); print(p, a.status_code, len(a.data), round(time.time()-t,3))
        if a.status_code!=200: print(re.sub(r"<[^>]+>"," ",a.text)[-600:])
    for path in programme_runtime.catalogue.at(1).resources:
        a=c.get("/studio/files/"+path, follow_redirects=True)
        assert a.status_code==200, (path, a.status_code)
