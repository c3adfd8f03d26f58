"""sqlalchemy: mapped classes, with relationships, are made again; sessions while nothing is in them."""
# needs: sqlalchemy

from sqlalchemy import ForeignKey, create_engine, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

from stopping import stop


class Base(DeclarativeBase):
    pass


class Team(Base):
    __tablename__ = "teams"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    people: Mapped[list["Person"]] = relationship(back_populates="team")

    def shouted(self):
        stop()
        return self.name.upper()


class Person(Base):
    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    team: Mapped[Team | None] = relationship(back_populates="people")


stop()
person = Person(name="ann")
team = Team(name="blue", people=[person])
stop()
print(team.shouted(), team.people[0] is person, person.team is team)
print(sorted(Base.metadata.tables), [column.name for column in Person.__table__.columns])
statement = select(Person.name).where(Person.team_id == 1).order_by(Person.name)
stop()
print(statement)


def counted():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Team(name="red", people=[Person(name="bob"), Person(name="cec")]))
        session.commit()
        found = session.execute(select(Person.name, Team.name).join(Person.team)).all()
        return [tuple(row) for row in found], session.scalar(select(func.count(Person.id)))


print(counted())
stop()
print(counted(), select(Team).whereclause is None)
