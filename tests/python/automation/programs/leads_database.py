"""Leads are read from a service into a database; the good ones are told to sales, once."""

import os
from datetime import datetime

import requests
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

WORLD = os.environ["WORLD"]
engine = create_engine("sqlite:///leads.db")


class Base(DeclarativeBase):
    pass


class Lead(Base):
    __tablename__ = "leads"

    id: Mapped[int] = mapped_column(primary_key=True)
    mail: Mapped[str]
    score: Mapped[int]
    told: Mapped[datetime | None] = mapped_column(default=None)


def fetched():
    answer = requests.get(f"{WORLD}/crm/leads", timeout=10)
    answer.raise_for_status()
    return answer.json()["leads"]


def taken_in(leads):
    with Session(engine) as session:
        for each in leads:
            session.merge(Lead(**each))
        session.commit()
        return session.scalar(select(func.count()).select_from(Lead))


def tell(lead):
    requests.post(
        f"{WORLD}/crm/hot", json={"mail": lead.mail, "score": lead.score}
    ).raise_for_status()
    return datetime(2026, 3, 1, lead.id)


Base.metadata.create_all(engine)
print("leads", taken_in(fetched()))

with Session(engine) as session:
    waiting = session.scalars(select(Lead).where(Lead.told.is_(None)).order_by(Lead.id)).all()
for lead in waiting:
    if lead.score < 60:
        continue
    told = tell(lead)
    with Session(engine) as session:
        session.get(Lead, lead.id).told = told
        session.commit()
    print("told", lead.mail, lead.told)

with Session(engine) as session:
    rows = session.execute(select(Lead.id, Lead.told).order_by(Lead.id)).all()
print([(number, told and told.hour) for number, told in rows])
