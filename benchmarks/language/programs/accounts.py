"""Closures that keep and change a variable: accounts that answer messages."""

from collections.abc import Callable

SIZE = 150_000

Account = Callable[[str, int], "int | None"]


def make_account(balance: int) -> Account:
    def deposit(amount: int) -> int:
        nonlocal balance
        balance += amount
        return balance

    def withdraw(amount: int) -> int | None:
        return None if amount > balance else deposit(-amount)

    def account(message: str, amount: int) -> int | None:
        if message == "deposit":
            return deposit(amount)
        if message == "withdraw":
            return withdraw(amount)
        if message == "balance":
            return balance
        raise ValueError(f"unknown message {message!r}")

    return account


def main(n: int) -> int:
    a, b = make_account(100), make_account(0)
    refused = 0
    for i in range(n):
        amount = i * 7 % 60
        if a("withdraw", amount) is not None:
            b("deposit", amount)
        else:
            a("deposit", 200)
            refused += 1
    return 1000 * refused + (a("balance", 0) or 0) + (b("balance", 0) or 0)
