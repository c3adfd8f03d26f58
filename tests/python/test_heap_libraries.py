# ruff: noqa: E501
"""Objects of libraries that programs use, a line each: stored, made again, or volatile.

*Stored*: its own pickling, or a kind of ours, serves. *Made again*: it does not pickle; it is stored as
the call that made it, which touches nothing outside. *Volatile*: neither; while one lives, a process does not commit.

The libraries are those of the extra `python-all-libs`; a line whose library is not installed is skipped.
"""

from __future__ import annotations

import warnings
from importlib.util import find_spec
from typing import Any

import pytest

from perdure.languages.python.heap import CannotStore, Decorator, Handle, dump, load
from tests.python.stub_program import StubProgram

STORED, AGAIN, VOLATILE = "stored", "made again", "volatile"

#: Library, what it is, what makes it (`x = ...` of a call in `made`), its class, and what holds afterwards.
LIBRARIES: list[tuple[str, str, str, str, str]] = [
    # pydantic, attrs
    ("pydantic", "a model's instance", "class M(pydantic.BaseModel):\n  a: int\n  b: list[str] = []\nx = M(a='1', b=['q'])", STORED, "x == M(a=1, b=['q']) and type(x) is M"),
    ("pydantic", "a model in a model", "class A(pydantic.BaseModel):\n  n: int = pydantic.Field(gt=0)\nclass B(pydantic.BaseModel):\n  a: A\n  more: 'list[A]' = []\nx = B(a=A(n=2))", STORED, "B.model_validate({'a': {'n': 3}}).a.n == 3 and x.a == A(n=2)"),
    ("pydantic", "validators", "class M(pydantic.BaseModel):\n  a: int\n  @pydantic.field_validator('a')\n  @classmethod\n  def v(cls, a): return a + 1\nx = M(a=1)", STORED, "x.a == 2 and M(a=5).a == 6"),
    ("pydantic", "a TypeAdapter", "x = made(pydantic.TypeAdapter, list[int])", STORED, "x.validate_python(['1']) == [1]"),
    ("pydantic", "a ValidationError", "class M(pydantic.BaseModel):\n  a: int\ntry: M(a='q')\nexcept pydantic.ValidationError as e: x = e", STORED, "x.error_count() == 1 and x.errors()[0]['loc'] == ('a',)"),
    ("pydantic", "a secret", "x = pydantic.SecretStr('s')", STORED, "x.get_secret_value() == 's'"),
    ("attrs", "a class of define", "import attr\nclass P:\n  a: int\n  b: list = attr.field(factory=list)\nP = decorated(P, attr.define)\nx = P(1)", STORED, "x == P(1)"),
    ("attrs", "a frozen class", "import attr\nclass P:\n  a: int\nP = decorated(P, attr.frozen(order=True))\nx = {P(1): 2}", STORED, "x[P(1)] == 2 and P(1) < P(2)"),
    # HTTP
    ("requests", "a session", "x = requests.Session(); x.headers['a'] = 'b'", STORED, "x.headers['a'] == 'b'"),
    ("requests", "a response", "x = requests.Response(); x.status_code = 200; x._content = b'{}'", STORED, "x.json() == {}"),
    ("requests", "an HTTPError", "x = requests.HTTPError('no', response=requests.Response())", STORED, "x.response.status_code is None and x.args == ('no',)"),
    ("requests", "an adapter with retries", "from requests.adapters import HTTPAdapter, Retry\nx = HTTPAdapter(max_retries=Retry(3))", STORED, "x.max_retries.total == 3"),
    ("requests", "a cookie jar", "x = requests.cookies.RequestsCookieJar(); x.set('a', 'b')", STORED, "x['a'] == 'b'"),
    ("requests", "a prepared request", "x = requests.Request('GET', 'http://a/').prepare()", STORED, "x.url == 'http://a/'"),
    ("urllib3", "a pool manager", "x = made(urllib3.PoolManager, num_pools=3)", AGAIN, "x.pools._maxsize == 3"),
    ("httpx", "a client", "x = made(httpx.Client, base_url='http://a/')", AGAIN, "str(x.base_url) == 'http://a/'"),
    ("httpx", "an AsyncClient", "x = made(httpx.AsyncClient, timeout=3)", AGAIN, "x.timeout.read == 3"),
    ("httpx", "a response", "x = httpx.Response(200, json={'a': 1})", STORED, "x.json() == {'a': 1}"),
    ("httpx", "a request", "x = httpx.Request('GET', 'http://a/')", STORED, "str(x.url) == 'http://a/'"),
    ("httpx", "an HTTPStatusError", "x = httpx.HTTPStatusError('no', request=httpx.Request('GET', 'http://a/'), response=httpx.Response(500))", STORED, "x.response.status_code == 500"),
    ("httpx", "a streaming response", "x = httpx.Response(200, stream=httpx.ByteStream(b'abc'), extensions={'network_stream': object()})", STORED, "x.status_code == 200"),
    ("aiohttp", "a timeout", "x = aiohttp.ClientTimeout(total=3)", STORED, "x.total == 3"),
    # models
    ("openai", "a client", "x = made(openai.OpenAI, api_key='k')", AGAIN, "x.api_key == 'k'"),
    ("openai", "what is got from a client", "c = made(openai.OpenAI, api_key='k'); x = c.chat.completions.create", AGAIN, "x.__self__._client is c"),
    ("openai", "a RateLimitError", "import httpx\nx = openai.RateLimitError('slow', response=httpx.Response(429, request=httpx.Request('GET', 'http://a/')), body={'a': 1})", STORED, "x.status_code == 429 and x.body == {'a': 1} and x.message == 'slow'"),
    ("openai", "an answer", "from openai.types import CompletionUsage\nx = CompletionUsage(completion_tokens=1, prompt_tokens=2, total_tokens=3)", STORED, "x.total_tokens == 3"),
    ("anthropic", "a client", "x = made(anthropic.Anthropic, api_key='k')", AGAIN, "x.api_key == 'k'"),
    ("anthropic", "an APIConnectionError", "import httpx\nx = anthropic.APIConnectionError(request=httpx.Request('GET', 'http://a/'))", STORED, "str(x.request.url) == 'http://a/'"),
    # services
    ("slack_sdk", "a WebClient", "x = slack_sdk.WebClient(token='t')", STORED, "x.token == 't'"),
    ("slack_sdk", "a SlackApiError", "from slack_sdk.errors import SlackApiError\nx = SlackApiError('no', {'ok': False})", STORED, "x.response == {'ok': False}"),
    ("slack_sdk", "blocks", "from slack_sdk.models.blocks import SectionBlock\nx = SectionBlock(text='hi')", STORED, "x.to_dict()['text']['text'] == 'hi'"),
    ("googleapiclient", "a service", "from googleapiclient.discovery import build_from_document\nimport httplib2\nx = made(build_from_document, DOCUMENT, http=httplib2.Http())", STORED, "x.things().list(q='a').uri.startswith('http://a/v1/things')"),
    ("googleapiclient", "a request", "from googleapiclient.discovery import build_from_document\nimport httplib2\ns = made(build_from_document, DOCUMENT, http=httplib2.Http())\nr = s.things(); handle(r, s.things); x = r.list(q='a'); handle(x, r.list, q='a')", STORED, "x.uri.startswith('http://a/v1/things')"),
    ("googleapiclient", "an HttpError", "import httplib2\nfrom googleapiclient.errors import HttpError\nx = HttpError(httplib2.Response({'status': 404}), b'no')", STORED, "x.status_code == 404"),
    ("boto3", "a client", "x = made(boto3.client, 's3', region_name='eu-west-1', aws_access_key_id='a', aws_secret_access_key='b')", AGAIN, "x.meta.region_name == 'eu-west-1'"),
    ("boto3", "a session", "x = made(boto3.Session, region_name='eu-west-1')", STORED, "x.region_name == 'eu-west-1'"),
    ("boto3", "a resource", "x = made(boto3.resource, 's3', region_name='eu-west-1', aws_access_key_id='a', aws_secret_access_key='b')", AGAIN, "x.Bucket('b').name == 'b'"),
    ("boto3", "a ClientError", "from botocore.exceptions import ClientError\nx = ClientError({'Error': {'Code': 'c'}}, 'Op')", STORED, "x.response['Error']['Code'] == 'c' and x.operation_name == 'Op'"),
    ("notion_client", "a client", "x = made(notion_client.Client, auth='t')", AGAIN, "x.options.auth == 't'"),
    ("stripe", "an object", "x = stripe.Charge.construct_from({'id': 'c', 'amount': 5}, 'k')", STORED, "x.amount == 5"),
    ("stripe", "a CardError", "x = stripe.CardError('no', 'p', 'code')", STORED, "x.code == 'code'"),
    ("twilio", "a client", "from twilio.rest import Client\nx = made(Client, 'a', 'b')", STORED, "x.username == 'a'"),
    ("redis", "a client", "x = made(redis.Redis, 'localhost', 1)", AGAIN, "x.connection_pool.connection_kwargs['port'] == 1"),
    # databases
    ("sqlalchemy", "an engine", "x = made(sqlalchemy.create_engine, 'sqlite://')", AGAIN, "str(x.url) == 'sqlite://'"),
    ("sqlalchemy", "a statement", "x = sqlalchemy.select(sqlalchemy.column('a')).where(sqlalchemy.column('a') == 1)", STORED, "'WHERE a = ' in str(x)"),
    ("sqlalchemy", "a table", "x = sqlalchemy.Table('t', sqlalchemy.MetaData(), sqlalchemy.Column('a', sqlalchemy.Integer))", STORED, "list(x.columns.keys()) == ['a']"),
    ("sqlalchemy", "a session", "from sqlalchemy.orm import Session\ne = made(sqlalchemy.create_engine, 'sqlite://'); x = made(Session, e)", AGAIN, "x.bind is e"),
    ("sqlalchemy", "a bound class method", "x = [sqlalchemy.Table._kw_reg_for_dialect_cls, sqlalchemy.Table._kw_reg_for_dialect_cls]", STORED, "x[0] == sqlalchemy.Table._kw_reg_for_dialect_cls"),
    ("sqlalchemy", "an open connection", "e = made(sqlalchemy.create_engine, 'sqlite://'); x = e.connect()", VOLATILE, ""),
    ("sqlalchemy", "an IntegrityError", "from sqlalchemy.exc import IntegrityError\nx = IntegrityError('s', {}, ValueError('no'))", STORED, "x.statement == 's' and x.orig.args == ('no',)"),
    ("sqlite3", "a connection", "x = sqlite3.connect(':memory:')", VOLATILE, ""),
    ("sqlite3", "a cursor", "x = sqlite3.connect(':memory:').cursor()", VOLATILE, ""),
    # data
    ("numpy", "an array", "x = numpy.arange(6).reshape(2, 3)", STORED, "x.sum() == 15"),
    ("numpy", "a view of an array", "b = numpy.zeros(3); x = b[1:]", STORED, "x.shape == (2,)"),
    ("numpy", "scalars and types", "x = [numpy.float64(1.5), numpy.dtype('int8'), numpy.nan, numpy.newaxis]", STORED, "x[0] == 1.5 and x[1] == numpy.int8 and x[3] is None"),
    ("numpy", "a generator of random numbers", "x = numpy.random.default_rng(3); x.random(); y = numpy.random.default_rng(3); y.random()", STORED, "x.random() == y.random()"),
    ("pandas", "a DataFrame", "x = pandas.DataFrame({'a': [1, 2], 'b': ['x', None]})", STORED, "x.a.sum() == 3 and list(x.columns) == ['a', 'b']"),
    ("pandas", "a Series with an index", "x = pandas.Series([1, 2], index=pandas.date_range('2026-01-01', periods=2))", STORED, "x['2026-01-02'] == 2"),
    ("pandas", "a grouping", "x = pandas.DataFrame({'a': [1, 1], 'b': [2, 3]}).groupby('a')", STORED, "x.b.sum()[1] == 5"),
    ("pandas", "NaT and NA", "x = [pandas.NaT, pandas.NA]", STORED, "x[0] is pandas.NaT and x[1] is pandas.NA"),
    # texts
    ("bs4", "a document", "x = bs4.BeautifulSoup('<p>a<b>c</b></p>', 'html.parser')", STORED, "x.b.text == 'c'"),
    ("lxml", "an element", "from lxml import etree\nx = etree.fromstring('<a><b/></a>')", VOLATILE, ""),
    ("xml", "an element", "import xml.etree.ElementTree as E\nx = E.fromstring('<a><b/></a>')", STORED, "x[0].tag == 'b'"),
    ("jinja2", "an environment", "x = made(jinja2.Environment, trim_blocks=True)", STORED, "x.trim_blocks"),
    ("jinja2", "a template", "e = made(jinja2.Environment); x = e.from_string('{{ a }}'); handle(x, e.from_string, '{{ a }}')", AGAIN, "x.render(a=1) == '1'"),
    ("yaml", "a loader's class", "x = yaml.SafeLoader", STORED, "x is yaml.SafeLoader"),
    ("dateutil", "zones and rules", "import dateutil.tz, dateutil.rrule, dateutil.relativedelta, datetime\nx = [dateutil.tz.UTC, dateutil.relativedelta.relativedelta(days=1), dateutil.tz.gettz('Europe/Berlin')]", STORED, "x[1].days == 1 and x[0] == dateutil.tz.UTC"),
    ("csv", "a reader", "import io\ns = io.StringIO('a,b\\n'); x = csv.reader(s)", STORED, "next(x) == ['a', 'b']"),
    ("csv", "a DictWriter", "import io\ns = io.StringIO(); x = csv.DictWriter(s, ['a'])", STORED, "x.writerow({'a': 1}) and s.getvalue() == '1\\r\\n'"),
    ("hashlib", "a hash that was fed", "x = hashlib.sha256(b'a'); x.update(b'b'); handle(x, hashlib.sha256, b'a', then=(('update', (b'b',)),))", AGAIN, "x.hexdigest() == hashlib.sha256(b'ab').hexdigest()"),
    # control, commands, logging
    ("tenacity", "a Retrying", "x = tenacity.Retrying(stop=tenacity.stop_after_attempt(2))", STORED, "x.stop.max_attempt_number == 2"),
    ("tenacity", "a function that retries", "@tenacity.retry(stop=tenacity.stop_after_attempt(2))\ndef x(): return 5", STORED, "x() == 5"),
    ("click", "a command", "@click.command()\n@click.option('--a')\ndef x(a): return a", STORED, "x.name == 'x' and x.params[0].name == 'a'"),
    ("typer", "an application", "x = typer.Typer()\n@x.command()\ndef c(a: int): return a", STORED, "x.registered_commands[0].callback is c"),
    ("structlog", "a logger", "x = structlog.get_logger().bind(a=1)", STORED, "x._context['a'] == 1"),
    ("argparse", "a parser", "x = argparse.ArgumentParser(); x.add_argument('--a', type=int)", STORED, "x.parse_args(['--a', '1']).a == 1"),
    ("logging", "a handler of a file", "import os\nx = logging.FileHandler(os.devnull)", STORED, "x.baseFilename == '/dev/null'"),
    # what waits outside
    ("socket", "a socket", "x = socket.socket()", VOLATILE, ""),
    ("subprocess", "a running child", "x = subprocess.Popen(['true'], stdout=subprocess.PIPE); x.wait()", VOLATILE, ""),
    ("subprocess", "a finished child's output", "x = subprocess.run(['echo', 'a'], capture_output=True, text=True)", STORED, "x.stdout == 'a\\n'"),
    ("tempfile", "a temporary directory", "x = tempfile.TemporaryDirectory()", STORED, "x.cleanup() is None"),
    ("threading", "locks and events", "x = [threading.Lock()]", VOLATILE, ""),
    ("asyncio", "a queue", "x = asyncio.Queue()", STORED, "x.empty()"),
    ("queue", "a queue", "x = queue.Queue()", VOLATILE, ""),
]  # fmt: skip

#: A description of an interface, as Google's services give one.
DOCUMENT = {
    "name": "a", "version": "v1", "rootUrl": "http://a/", "servicePath": "v1/", "baseUrl": "http://a/v1/",
    "resources": {"things": {"methods": {"list": {
        "id": "a.things.list", "path": "things", "httpMethod": "GET",
        "parameters": {"q": {"type": "string", "location": "query"}},
    }}}},
}  # fmt: skip


class Handles:
    """Notes how objects are made, as the runtime does for calls of libraries."""

    def __init__(self, program: StubProgram) -> None:
        self.program = program
        self.kept: list[Any] = []

    def made(self, function: Any, *arguments: Any, **keywords: Any) -> Any:
        thing = function(*arguments, **keywords)
        self.handle(thing, function, *arguments, **keywords)
        return thing

    def decorated(self, cls: type, decorator: Any) -> Any:
        made = decorator(cls)
        self.program.classes.decorated(cls, made, Decorator(decorator, None, {}))
        return made

    def handle(
        self, thing: Any, function: Any, *arguments: Any, then: Any = (), **keywords: Any
    ) -> None:
        self.kept.append(thing)
        self.program.handles[id(thing)] = (thing, Handle(function, arguments, keywords, then))


def made(library: str, setup: str) -> StubProgram:
    """A program that has made the object."""
    program = StubProgram(
        {"flow": f"import {library if library != 'attrs' else 'attr'}\n{setup}\n"}
    )
    handles = Handles(program)
    space = program.namespace("flow")
    given = {"made": handles.made, "handle": handles.handle, "decorated": handles.decorated}
    space.update(given, DOCUMENT=DOCUMENT)
    program.run()
    for name in (*given, "DOCUMENT"):
        del space[name]
    return program


def outcome(program: StubProgram) -> tuple[str, bytes]:
    """The class of the program's objects, and what is stored of them."""
    handles, program.handles = program.handles, {}
    with program.imported():
        try:
            return STORED, dump(program, [])[0]
        except CannotStore:
            program.handles = handles
        try:
            return AGAIN, dump(program, [])[0]
        except CannotStore:
            return VOLATILE, b""


@pytest.mark.parametrize(
    ("library", "setup", "kind", "look"),
    [(row[0], *row[2:]) for row in LIBRARIES],
    ids=[f"{row[0]}: {row[1]}" for row in LIBRARIES],
)
def test_an_object_of_a_library_is(library: str, setup: str, kind: str, look: str) -> None:
    if find_spec(library if library != "attrs" else "attr") is None:
        pytest.skip(f"{library} is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = made(library, setup)
        is_of, stored = outcome(program)

        assert is_of == kind
        if kind != VOLATILE:
            again = program.again()
            with again.imported():
                load(again, stored, [])
                assert eval(look, again.namespace("flow"))
