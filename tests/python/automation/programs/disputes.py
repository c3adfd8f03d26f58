"""Disputes of payments: the small ones are paid back, the others wait for a person."""

import os
import time
from decimal import Decimal
from enum import Enum

import httpx
from pydantic import BaseModel, Field
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_fixed

client = httpx.Client(base_url=os.environ["WORLD"], headers={"Authorization": "Bearer sk_1"})


class State(Enum):
    OPEN = "open"
    REFUNDED = "refunded"
    CONTESTED = "contested"


class Dispute(BaseModel):
    id: str
    charge: str
    amount: int = Field(gt=0)
    reason: str
    state: State = State.OPEN

    @property
    def euros(self):
        return Decimal(self.amount) / 100


class Busy(Exception):
    pass


@retry(retry=retry_if_exception_type(Busy), stop=stop_after_attempt(4), wait=wait_fixed(0.01))
def refund(dispute):
    answer = client.post("/pay/v1/refunds", data={"charge": dispute.charge})
    if answer.status_code == 503:
        raise Busy(answer.json()["error"]["message"])
    answer.raise_for_status()
    return answer.json()["id"]


def decision(dispute, number):
    asked = client.post("/approvals", json={"dispute": dispute.id, "amount": str(dispute.euros)})
    place = f"/approvals/{asked.json()['id']}"
    while (state := client.get(place).json()["state"]) == "pending":
        time.sleep(0.01)
    return state


disputes = [Dispute(**each) for each in client.get("/pay/v1/disputes").json()["data"]]
for number, dispute in enumerate(disputes, 1):
    if dispute.euros < 5:
        print(dispute.id, "refund", refund(dispute))
        dispute.state = State.REFUNDED
        continue
    match decision(dispute, number):
        case "approved":
            print(dispute.id, "approved", refund(dispute))
            dispute.state = State.REFUNDED
        case "declined":
            client.post(f"/pay/v1/disputes/{dispute.id}/contest", json={"why": dispute.reason})
            dispute.state = State.CONTESTED
print([dispute.model_dump(mode="json", include={"id", "state"}) for dispute in disputes])
print(sum((d.euros for d in disputes if d.state is State.REFUNDED), Decimal(0)))
