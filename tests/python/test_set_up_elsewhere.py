"""Kinds of set-up that are no call of a module's own: each is there in another interpreter."""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.languages.python.machine.assigning import assigned_attributes
from perdure.languages.python.machine.settings import SETTING
from tests.python.test_setting_up import ended_elsewhere

ATTRIBUTES = """
import json, logging, string, time
from json import JSONEncoder

class Opaque:
    pass

def default(self, thing):
    return "opaque"

JSONEncoder.default = default
json.JSONDecoder.marker = [5]
setattr(json.JSONEncoder, "item_separator", "; ")
logging.Handler.extra, string.loud = 3, 4
logging.root.mark = logging.lastResort.level = 5
string.ascii_letters += "!"
time.sleep(3600)
print(json.dumps([Opaque(), 1]), json.JSONDecoder.marker, json.JSONEncoder.item_separator)
print(logging.Handler.extra, string.loud, logging.root.mark, logging.lastResort.level)
print(string.ascii_letters[-3:])
"""

MODULES = """
import sys, time, types

fake = types.ModuleType("fakelib")
fake.value = [1]
sys.modules["fakelib"] = fake
sys.modules["absent"] = None
import fakelib
time.sleep(3600)
import fakelib as again
from fakelib import value
print(again is fake is fakelib, value is fake.value, sys.modules["fakelib"] is fake)
try:
    import absent
except ImportError as error:
    print(error)
del sys.modules["fakelib"]
time.sleep(60)
print("fakelib" in sys.modules)
"""

INTERPRETER = """
import copyreg, gc, gettext, logging, pickle, sys, threading, time

class Drop(logging.Filter):
    def filter(self, record):
        return "drop" not in record.getMessage()

class Doubled:
    def __init__(self, value):
        self.value = value

logging.basicConfig(stream=sys.stdout, format="%(message)s")
logging.getLogger().handlers[0].addFilter(Drop())
logging.getLogger().handlers[0].setFormatter(logging.Formatter("<%(message)s>"))
copyreg.pickle(Doubled, lambda thing: (Doubled, (thing.value * 2,)))
gc.disable()
gc.set_threshold(500, 5, 5)
gettext.install("app")
sys.set_int_max_str_digits(5000)
sys.setswitchinterval(0.01)
threading.stack_size(256 * 1024)
time.sleep(3600)
logging.warning("drop this")
logging.warning("keep this")
print(pickle.loads(pickle.dumps(Doubled(2))).value, gc.isenabled(), gc.get_threshold())
print(_("hello"), sys.get_int_max_str_digits(), round(sys.getswitchinterval(), 3))
print(threading.stack_size())
"""

OPENER = """
import time, urllib.request

class Mine(urllib.request.BaseHandler):
    def my_open(self, request):
        return "mine " + request.full_url

opener = urllib.request.build_opener(Mine)
urllib.request.install_opener(opener)
opener.addheaders = [("mine", "yes")]
time.sleep(3600)
print(urllib.request.urlopen("my:thing"), opener is urllib.request._opener)
print(opener.addheaders)
"""

PANDAS = """
import time
import pandas

pandas.options.display.max_rows = 7
pandas.set_option("display.max_columns", 3)
with pandas.option_context("display.precision", 1):
    time.sleep(3600)
    print(pandas.options.display.max_rows, pandas.get_option("display.max_columns"))
    print(pandas.get_option("display.precision"))
print(pandas.get_option("display.precision"))
"""

MOCKS = """
import os, textwrap, time
from unittest.mock import MagicMock, patch

real = textwrap.dedent
settings = {"a": 1}

class Client:
    def get(self):
        return "real"

@patch("textwrap.shorten")
def decorated(shorten):
    shorten.return_value = "mocked"
    time.sleep(600)
    print(textwrap.shorten("a", 1), shorten.call_count)

with patch("textwrap.dedent") as fake, patch.object(Client, "get", return_value="x"):
    fake.return_value = "fake"
    print(textwrap.dedent("1"), Client().get())
    time.sleep(600)
    print(textwrap.dedent("1"), fake.call_count, Client().get())
print(textwrap.dedent(" 1"), Client().get(), textwrap.dedent is real)
started = patch.object(textwrap, "fill", return_value=7)
started.start()
time.sleep(600)
print(textwrap.fill("5"))
patch.stopall()
with patch.dict(os.environ, {"NEWLY": "v"}), patch.dict(settings, a=2):
    time.sleep(600)
    print(os.environ.get("NEWLY"), settings)
print(os.environ.get("NEWLY"), settings, textwrap.fill("5"))
decorated()
mock = MagicMock(return_value=3)
mock(1)
mock.a.b(2)
time.sleep(600)
print(mock.call_args, mock.a.b.called, mock.mock_calls)
"""

CALLS = """
import time, yaml
import xml.etree.ElementTree as tree
import boto3, settings

class Money:
    def __init__(self, value):
        self.value = value

settings.configure(api_key="k", limits={"a": [1]})
for level in (1, 2, 3):
    settings.set_level("main", level)
settings.set_level("other", 4)
settings.setup_all(["not", "again"])
pool = settings.shared(5)
boto3.setup_default_session(region_name="eu-west-1")
yaml.SafeLoader.add_constructor("!money", lambda loader, node: Money(loader.construct_scalar(node)))
yaml.add_representer(Money, lambda dumper, each: dumper.represent_scalar("!money", each.value))
tree.register_namespace("my", "http://my")
time.sleep(3600)
print(settings.chosen, settings.made)
print(pool.size, settings.shared(6) is pool)
print(boto3.DEFAULT_SESSION.region_name)
print(yaml.safe_load("!money 5").value, yaml.dump(Money("7")).strip())
print(tree.tostring(tree.Element("{http://my}a")).decode())
"""

EXPECTED = {
    ATTRIBUTES: ['["opaque"; 1] [5] ; ', "3 4 5 5", "YZ!"],
    MODULES: ["True True True", "import of absent halted; None in sys.modules", "False"],
    INTERPRETER: ["<keep this>", "4 False (500, 5, 5)", "hello 5000 0.01", "262144"],
    CALLS: [
        "{'api_key': 'k', 'limits': {'a': [1]}, 'main': 3, 'other': 4} []",
        "5 True",
        "eu-west-1",
        "5 !money '7'",
        '<my:a xmlns:my="http://my" />',
    ],
    OPENER: ["mine my:thing True", "[('mine', 'yes')]"],
    MOCKS: [
        "fake x",
        "fake 2 x",
        "1 real True",
        "7",
        "v {'a': 2}",
        "None {'a': 1} 5",
        "mocked 1",
        "call(1) True [call(1), call.a.b(2)]",
    ],
}


@pytest.mark.parametrize(
    "text", EXPECTED, ids=["attributes", "modules", "more", "calls", "opener", "mocks"]
)
def test_another_interpreter_has_it_too(text: str, tmp_path: Path) -> None:
    if text is CALLS:
        pytest.importorskip("boto3")
        pytest.importorskip("yaml")
    assert ended_elsewhere(tmp_path, text) == EXPECTED[text]


def test_options_of_pandas_go_with_the_program(tmp_path: Path) -> None:
    pytest.importorskip("pandas")
    assert ended_elsewhere(tmp_path, PANDAS) == ["7 3", "1", "6"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a.b = 1", ["a.b"]),
        ("  a.b.c += 1; d.e //= 2", ["a.b.c", "d.e"]),
        ("a.b = c.d = 1", ["a.b", "c.d"]),
        ("x, a.b, *c.d = 1, 2, 3", ["a.b", "c.d"]),
        ('setattr(a.b, "c", 1)', ["a.b.c"]),
        ("a.b == c.d", []),
        ("a.b <= 1 != c.d >= 2", []),
        ('print(a.b, end="")', []),
        ("f(key=a.b, other=c.d)", []),
        ("def f(x: a.b = None, y=c.d): pass", []),
        ("day: a.b = 5", []),
    ],
)
def test_a_text_tells_which_attributes_it_may_set(text: str, found: list[str]) -> None:
    assert [".".join(path) for path in assigned_attributes(text)] == found


AGAIN = """
import operator, os, sys, warnings

os.environ["SEARCHED"] = os.environ.get("SEARCHED", "") + ":here"
sys.path.append("/here")
count = len(warnings.filters)
warnings.simplefilter("error", FutureWarning)
operator.call(os.mkdir, "made")
print(os.environ["SEARCHED"], sys.path.count("/here"), len(warnings.filters) - count)
print(os.path.isdir("made"))
"""


def test_a_slice_that_is_run_again_sets_nothing_up_twice(tmp_path: Path) -> None:
    """`operator` is known to stay inside: the net stops it, and the slice is run again."""
    assert ended_elsewhere(tmp_path, AGAIN) == [":here 1 1", "True"]


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("configure", True),
        ("init", True),
        ("set_theme", True),
        ("set_log_level", True),
        ("setup_default_session", True),
        ("register_matplotlib_converters", True),
        ("set_price", False),
        ("register_user", False),
        ("init_database", False),
        ("set_trace", False),
        ("reset_options", False),
    ],
)
def test_the_name_of_a_function_tells_whether_it_sets_something_up(name: str, is_one: bool) -> None:
    assert (SETTING.fullmatch(name) is not None) is is_one
