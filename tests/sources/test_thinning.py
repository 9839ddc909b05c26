# SPDX-License-Identifier: Apache-2.0
"""Classes that a patch changes, thinned to what differs: the calls stay the same."""

from __future__ import annotations

import ast
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from wharfinger.model import ChangedFile
from wharfinger.sources import patch_text
from wharfinger.sources.calls import calls_in

MEMBERS = st.sampled_from(
    [
        "    def f(self):\n        a.one(1)\n",
        "    def f(self):\n        a.one(1)\n        a.one(1)\n",
        "    @b.two()\n    @c\n    def g(self):\n        '''\n    def h(self):\n        '''\n",
        "    @property\n    def p(self):\n        return d.three()\n",
        "    @p.setter\n    def p(self, x):\n        d.three(x=1)\n",
        "    async def k(\n    self, x=e.four(),\n    ):\n        pass\n",
        "    x = (f.five()\n    @ g.six())\n",
        "    x = h.seven \\\n    @ h.eight()\n",
        "    class In:\n        def f(self):\n            i.nine()\n",
        "    if x:\n        def m(self):\n            j.ten()\n    else:\n        k.eleven()\n",
        '    """text\n    def f(self):\n        a.one(1)\n    """\n',
        "    # def f(self):\n",
        "  # l.twelve()\n",
        "    y = [\n  m.thirteen(),\n]\n",
        "\n\n",
    ]
)
CLASSES = st.lists(
    st.tuples(
        st.sampled_from(["class A:\n", "class B(\n    n.base()):\n", "@o.deco()\nclass C:\n"]),
        st.lists(MEMBERS, min_size=0, max_size=6),
    ).map(lambda c: c[0] + "".join(c[1]) + "    z = 1\n"),
    max_size=3,
).map("".join)


def same(call):
    return call.name, call.positional, call.keywords, call.star, call.double_star


def key(call):
    return (*same(call), call.receiver, call.inside, call.location)


@given(CLASSES, CLASSES)
def test_thinned_classes_lose_no_call(old: str, new: str) -> None:
    data = {"old": old.encode(), "new": new.encode()}
    found = patch_text.read(
        [ChangedFile("a.py", "modified")], lambda _: data["old"], lambda _: data["new"]
    ).new_calls
    before = list(calls_in(ast.parse(old).body, "a.py"))
    after = list(calls_in(ast.parse(new).body, "a.py"))
    assert Counter(map(same, found)) == Counter(map(same, after)) - Counter(map(same, before))
    assert set(map(key, found)) <= set(map(key, after))  # lines, columns and `inside` are right
