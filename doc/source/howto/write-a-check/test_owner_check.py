"""ACM001, on a catalog made by hand and on a source tree."""

from __future__ import annotations

from pathlib import Path

from owner_check import check

from wharfinger import testing
from wharfinger.model import Fact


def test_a_driver_without_an_owner_is_found() -> None:
    owned = testing.driver("owned", facts={"maintainers": Fact("maintainers", "a", "policy")})
    catalog = testing.catalog(testing.group(owned, testing.driver("orphan")))
    (finding,) = testing.run_check(check, catalog)
    assert finding.subject == "demo.drivers:orphan"
    assert len(testing.run_check(check, catalog, fact="sponsor")) == 2


def test_a_maintainer_in_the_policy_file_counts(tmp_path: Path) -> None:
    request = testing.project(
        {
            "setup.cfg": """
                [metadata]
                name = demo
                [options.entry_points]
                demo.drivers =
                    memory = demo.drivers:Memory
            """,
            "demo/drivers.py": "class Memory: ...\n",
            "driver-policy.yaml": """
                project: demo
                groups:
                  demo.drivers:
                    drivers: {memory: {maintainers: [a]}}
            """,
        },
        tmp_path,
    )
    assert testing.run_check(check, request) == ()
