"""pydantic: models of the program with validators, nesting, aliases, errors, over waits."""
# needs: pydantic

from typing import Literal

from pydantic import (
    BaseModel,
    Field,
    ValidationError,
    computed_field,
    field_validator,
    model_validator,
)

from stopping import stop


class Item(BaseModel):
    name: str = Field(min_length=1)
    price: float = 1.0
    tags: list[str] = []

    @field_validator("name")
    @classmethod
    def upper(cls, value):
        return stop(value).upper()


class Order(BaseModel):
    id: int
    items: list[Item] = Field(default_factory=list, alias="lines")
    kind: Literal["buy", "sell"] = "buy"

    @model_validator(mode="after")
    def checked(self):
        stop()
        if self.kind == "sell" and not self.items:
            raise ValueError("nothing to sell")
        return self

    @computed_field
    @property
    def total(self) -> float:
        return sum(stop(item.price) for item in self.items)


order = Order.model_validate(
    {"id": "7", "lines": [{"name": "tea", "price": "2.5"}, {"name": "cup"}]}
)
stop()
print(order)
print(order.model_dump(by_alias=True), order.total)
print(Order.model_validate_json(order.model_dump_json(by_alias=True)) == order)
for wrong in ({"id": "x"}, {"id": 1, "kind": "sell"}, {"id": 1, "lines": [{"name": ""}]}):
    try:
        Order.model_validate(wrong)
    except ValidationError as error:
        stop()
        print([(e["loc"], e["type"]) for e in error.errors()])
shared = order.items[0]
copied = order.model_copy(update={"id": 8})
stop()
print(copied.id, copied.items[0] is shared, copied.items is order.items, type(order).__name__)
shared.tags.append("new")
print(order.items[0].tags, copied.items[0].tags, Item.model_fields.keys())


def local():
    class Local(Item):
        size: int = stop(3)

    return Local(name="x")


print(local(), isinstance(local(), Item))
