"""The first draft of a process that does not exist yet: pool, lane, start, one user task, end."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from app import access
from app.access import Actor
from app.commands import deployments
from app.errors import Conflict, Refused
from app.runtime import Runtime
from app.store import definitions
from app.store.database import Session

IDENTITY = re.compile(r"[a-z][a-z0-9_]{1,59}")


class BadProcessId(Refused):
    """A process id has 2 to 60 lower-case letters, digits and underscores and begins with a letter."""

    status = 422
    code = "process-id"
    zh = "流程编号由 2 至 60 个小写英文字母、数字和下划线组成，并以字母开头。"


class ProcessThere(Conflict):
    """There is a process or a draft called “{process}” already."""

    code = "process-there"
    zh = "已有名为“{process}”的流程或草稿。"


def path_of(process_id: str) -> str:
    """Where a process of its own is kept."""
    return f"bpmn/{process_id}/{process_id}.bpmn"


def begin(runtime: Runtime, session: Session, process_id: str, name: str, *, role: str, by: Actor) -> str:
    """Saves the first draft of a process; returns its path. Raises BadProcessId, ProcessThere."""
    access.require_role(by, access.DESIGNER)
    if not IDENTITY.fullmatch(process_id):
        raise BadProcessId()
    path = path_of(process_id)
    library = runtime.library(session)
    if process_id in library.process_ids() or library.has(path) or definitions.draft(session, path):
        raise ProcessThere(process=process_id)
    words = runtime.programme.roles.get(role)
    content = drawing(process_id, name.strip() or process_id, role if words else "", words.zh if words else "办理人")
    deployments.save_draft(runtime, session, path, content.encode(), version=0, base=0, by=by)
    return path


def drawing(process_id: str, name: str, role: str, lane: str) -> str:
    """The XML of a process with one user task, with its place in the picture."""
    done_by = f" jiebang:role={quoteattr(role)}" if role else ""
    return _DRAWING.format(
        id=escape(process_id), name=quoteattr(name), lane=quoteattr(lane), role=done_by,
    )


_DRAWING = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:jiebang="urn:jiebang:bpmn:1" id="{id}_definitions" targetNamespace="urn:jiebang:programme">
  <bpmn:collaboration id="{id}_collaboration">
    <bpmn:participant id="{id}_pool" name={name} processRef="{id}"/>
  </bpmn:collaboration>
  <bpmn:process id="{id}" name={name} isExecutable="true">
    <bpmn:laneSet id="lanes">
      <bpmn:lane id="lane_first" name={lane}>
        <bpmn:flowNodeRef>started</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>do_task</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>ended</bpmn:flowNodeRef>
      </bpmn:lane>
    </bpmn:laneSet>
    <bpmn:startEvent id="started" name="发起"{role}>
      <bpmn:outgoing>started_to_do_task</bpmn:outgoing>
    </bpmn:startEvent>
    <bpmn:userTask id="do_task" name="办理"{role}>
      <bpmn:incoming>started_to_do_task</bpmn:incoming>
      <bpmn:outgoing>do_task_to_ended</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:endEvent id="ended" name="办结">
      <bpmn:incoming>do_task_to_ended</bpmn:incoming>
    </bpmn:endEvent>
    <bpmn:sequenceFlow id="started_to_do_task" sourceRef="started" targetRef="do_task"/>
    <bpmn:sequenceFlow id="do_task_to_ended" sourceRef="do_task" targetRef="ended"/>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="{id}_diagram">
    <bpmndi:BPMNPlane id="{id}_plane" bpmnElement="{id}_collaboration">
      <bpmndi:BPMNShape id="{id}_pool_di" bpmnElement="{id}_pool" isHorizontal="true">
        <dc:Bounds x="160" y="80" width="640" height="200"/>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="lane_first_di" bpmnElement="lane_first" isHorizontal="true">
        <dc:Bounds x="190" y="80" width="610" height="200"/>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="started_di" bpmnElement="started">
        <dc:Bounds x="262" y="162" width="36" height="36"/>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="do_task_di" bpmnElement="do_task">
        <dc:Bounds x="420" y="140" width="100" height="80"/>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="ended_di" bpmnElement="ended">
        <dc:Bounds x="642" y="162" width="36" height="36"/>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="started_to_do_task_di" bpmnElement="started_to_do_task">
        <di:waypoint x="298" y="180"/>
        <di:waypoint x="420" y="180"/>
      </bpmndi:BPMNEdge>
      <bpmndi:BPMNEdge id="do_task_to_ended_di" bpmnElement="do_task_to_ended">
        <di:waypoint x="520" y="180"/>
        <di:waypoint x="642" y="180"/>
      </bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
"""
