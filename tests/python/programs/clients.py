"""A client made at module level, with a session, used by functions and kept in objects."""

import itertools

from stopping import stop


class Session:
    made = 0

    def __init__(self, base):
        Session.made += 1
        self.base, self.headers, self.cookies = base, {}, {}
        self._numbers = itertools.count(1)

    def request(self, method, path, **parameters):
        number = next(self._numbers)
        stop()
        self.cookies["last"] = number
        return {"n": number, "url": f"{method} {self.base}{path}", **parameters}

    def get(self, path, **parameters):
        return self.request("GET", path, **parameters)


class Client:
    def __init__(self, token):
        self.session = Session("http://example")
        self.session.headers["Authorization"] = token

    def __getattr__(self, name):
        return Resource(self, name)


class Resource:
    def __init__(self, client, *path):
        self._client, self._path = client, path

    def __getattr__(self, name):
        return Resource(self._client, *self._path, name)

    def __call__(self, **parameters):
        return self._client.session.get("/" + "/".join(self._path), **parameters)


client = Client("secret")
users = client.users
list_all = users.list


def page(n):
    return client.messages.list(page=n, size=stop(2))


def pages():
    n = 0
    while n < 3:
        yield page(n)
        n += 1


print(client.chat.send(text="hi"), users.get(id=5)["url"])
stop()
print([p["n"] for p in pages()], list_all()["n"], client.session.cookies)
print(
    Session.made,
    users._client is client,
    list_all._client.session is client.session,
    client.session.headers,
)


class Flow:
    default_client = client

    def __init__(self, client=client):
        self.client = client

    def run(self):
        first = self.client.a.b.c()
        stop()
        return first["n"], self.default_client.z()["n"], self.client is client


print(Flow().run(), Flow(Client("other")).run(), Session.made)
