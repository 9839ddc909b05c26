# SPDX-License-Identifier: Apache-2.0
"""Origins other than entry points, on small trees."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from wharfinger.model import Origin, Root
from wharfinger.sources.origins import OriginReader
from wharfinger.sources.python import Reader

FILES = {
    "reg/__init__.py": "",
    "reg/core.py": """
        known = {
            "one": {"class": "reg.drivers.one.One", "err": "x"},
            "two": {"class": "reg.drivers.two:Two"},
            "gone": {"class": "absent.pkg.Gone"},
            "computed": {"class": make()},
        }
        plain = dict(one="reg.drivers.one", two=Two)
        computed = {k: v for k, v in ()}
        def register(name, module, attr): ...
        def volumedriver(cls): return cls
        class Base: ...
        class Two(Base): ...
    """,
    "reg/drivers/one.py": """
        from reg import core
        from reg.core import register, volumedriver as vd
        @core.volumedriver
        class One(core.Base): ...
        @vd
        class Other: ...
        class _Private(core.Base): ...
        register("one", "reg.drivers.one", "One")
        core.register("other", __name__, "Other")
        if core:
            core.register("late", "reg.drivers.one", "Other")
        someone.else_.register("no", "a.b", "C")
    """,
    "reg/drivers/two.py": """
        import reg.core
        @reg.core.volumedriver
        class Two(reg.core.Base): ...
        class One(reg.core.Two): ...
    """,
    "reg/drivers/broken.py": "class Base volumedriver register(:",
}


@pytest.fixture
def origins(tmp_path: Path) -> OriginReader:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(dedent(text))
    (tmp_path / "reg/drivers/loop").symlink_to(tmp_path / "reg/drivers")
    (tmp_path / "reg/drivers/aloop.py").symlink_to("aloop.py")
    return OriginReader(Reader([Root(str(tmp_path), str(tmp_path))]), {})


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (
            Origin("mapping", "reg.core:known", key="class"),
            {"one": "reg.drivers.one:One", "two": "reg.drivers.two:Two", "gone": "absent.pkg:Gone"},
        ),
        (Origin("mapping", "reg.core.plain"), {"one": "reg.drivers.one", "two": "reg.core:Two"}),
        (
            Origin("decorated", "reg.core.volumedriver", below="reg/drivers"),
            {
                "One": "reg.drivers.one:One",
                "Other": "reg.drivers.one:Other",
                "Two": "reg.drivers.two:Two",
            },
        ),
        (
            Origin("subclasses", "reg.core:Base", below="reg/drivers"),
            {
                "reg.drivers.one.One": "reg.drivers.one:One",
                "reg.drivers.two.One": "reg.drivers.two:One",
                "Two": "reg.drivers.two:Two",
            },
        ),
        (
            Origin("calls", "reg.core:register"),
            {"one": "reg.drivers.one:One", "late": "reg.drivers.one:Other"},
        ),
    ],
)
def test_origin(origin: Origin, expected: dict[str, str], origins: OriginReader) -> None:
    found = origins.read(origin)
    assert {item.name: item.target for item in found.registrations} == expected
    assert found.reason == ""
    assert all(item.location.line for item in found.registrations)


@pytest.mark.parametrize(
    ("origin", "reason"),
    [
        (Origin("mapping", "reg.core:computed"), "not a mapping literal"),
        (Origin("mapping", "reg.core:nothing"), "no attribute nothing"),
        (Origin("mapping", "absent:known"), "absent is not here"),
        (Origin("mapping", "reg.drivers.broken:known"), "syntax error"),
        (Origin("subclasses", "reg.core:known"), "no class"),
        (Origin("subclasses", "reg.core:Base", below="reg/nowhere"), "below reg/nowhere"),
        (Origin("subclasses", "reg.core:Base", below="../.."), "no driver"),
        (Origin("decorated", "reg.core.nothing"), "no driver"),
        (Origin("calls", "absent.register"), "not here"),
    ],
)
def test_origin_that_yields_nothing_says_why(
    origin: Origin, reason: str, origins: OriginReader
) -> None:
    found = origins.read(origin)
    assert found.registrations == ()
    assert reason in found.reason
