"""``make bench-measures``: catalogue, a long draft, its versions and its Synopse in a
demo multiplied by 100 (``--scale``).

Guests, and a member who has logged in, ask for every page in turn with the bare page (see
`tests.bench`): from the portal as it is, where pages or parts of them come from memory,
and guests from one that always renders.
"""

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime
from statistics import median
from typing import Any

from tests.bench import load, serve
from tests.bench.__main__ import RESULTS, count, prepare_bare, prepare_portal, say
from tests.bench.network import log_in, queries
from tests.database import ROOT

CONNECTIONS, REPEATS, SECONDS = 16, 5, 1.5
MOST_QUERIES, MOST_TIMES_BARE = 15, 3.0
DRAFT_QUERIES, DRAFT_BYTES = 12, 100_000
# Work that is timed alone, with its target in seconds.
DIFFERENCE, SPREADSHEET, DOCUMENT = 0.3, 3.0, 10.0
CATALOGUE = {
    "catalogue": "/massnahmen/",
    "catalogue, filtered": "/massnahmen/?handlungsfeld=dekarbonisierung&horizont=long",
    "catalogue, searched": "/massnahmen/?q=betriebe",
}


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-measures", description=__doc__)
    add = parser.add_argument
    add("--scale", type=int, default=100, choices=range(2, 501), metavar="2-500")
    add("--keep", action="store_true", help="use the database of the last bench")
    return parser.parse_args()


def fill(scale: int) -> dict[str, int]:
    """Multiply the demo; gives what there is then."""
    from django.core.management import call_command  # noqa: PLC0415 - needs settings

    from measures.models import Comment, Measure  # noqa: PLC0415 - as above
    from network.models import User  # noqa: PLC0415

    started = time.perf_counter()
    call_command("seed_demo", scale=scale, verbosity=0)
    say(f"multiplied by {scale} in {time.perf_counter() - started:.0f} s")
    return {
        "measures": Measure.objects.count(),
        "comments": Comment.objects.count(),
        "people": User.objects.count(),
    }


def the_long_draft() -> Any:
    from measures.models import Measure  # noqa: PLC0415 - needs the settings
    from tregks.demo.content_scale import LONG_DRAFT  # noqa: PLC0415

    return Measure.objects.get(title=LONG_DRAFT)


def a_member() -> Any:
    """Somebody of a working group, without any role."""
    from network.models import User  # noqa: PLC0415 - needs the settings
    from tregks.demo.cast import CAST  # noqa: PLC0415

    return User.objects.get(email=CAST[3].email)


def seconds_for(work: Callable[[], object], repeats: int = 3) -> float:
    took = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        took.append(time.perf_counter() - started)
    return median(took)


def time_work(measure: Any) -> dict[str, dict[str, float]]:
    """What page and worker do for the difference of two versions and the Synopse."""
    from django.utils import translation  # noqa: PLC0415 - needs the settings

    from measures import differences, synopsis  # noqa: PLC0415
    from measures.passages import passages_in_revision  # noqa: PLC0415

    old, new = (
        passages_in_revision(version.revision.content)
        for version in measure.versions.select_related("revision").order_by("number")
    )
    number = len(synopsis.ordered(measure))
    assert number == 1_500, number
    with translation.override("de"):
        work = {
            "difference of two versions": (
                DIFFERENCE,
                lambda: differences.compare(old, new),
            ),
            "Synopse as XLSX": (SPREADSHEET, lambda: synopsis.spreadsheet(measure)),
            "Synopse as PDF": (DOCUMENT, lambda: synopsis.document(measure)),
        }
        return {
            name: {"target": target, "seconds": round(seconds_for(each), 3)}
            for name, (target, each) in work.items()
        }


def measure_pages(
    bare: serve.Server, pages: dict[str, tuple[serve.Server, str, str]]
) -> dict[str, dict[str, float]]:
    """p95 of every page over that of the bare page asked just before."""
    found = {}
    for name, (portal, path, cookie) in pages.items():
        load.run(portal.port, path, connections=8, seconds=1, cookie=cookie)
        runs = []
        for _ in range(REPEATS):
            reference = load.run(
                bare.port, "/", connections=CONNECTIONS, seconds=SECONDS
            )
            run = load.run(
                portal.port,
                path,
                connections=CONNECTIONS,
                seconds=SECONDS,
                cookie=cookie,
            )
            assert not run.failures, path
            runs.append((run.rate, run.percentile(95), reference.percentile(95)))
        found[name] = {
            "rps": round(median(rate for rate, _own, _bare in runs), 1),
            "p95_ms": round(median(own for _rate, own, _bare in runs), 1),
            "bare_p95_ms": round(median(bare for _rate, _own, bare in runs), 1),
            "times_bare": round(median(own / bare for _rate, own, bare in runs), 2),
        }
    return found


def table(results: dict[str, Any]) -> None:
    content = ", ".join(f"{n:,} {what}" for what, n in results["content"].items())
    say(f"\n{content}; load of the machine {results['load']}")
    say(f"{'':30}{'rps':>7}{'p95 ms':>9}{'bare':>9}{'times':>7}{'queries':>9}{'kB':>7}")
    for name, page in results["pages"].items():
        say(
            f"{name:30}{page['rps']:7.1f}{page['p95_ms']:9.1f}{page['bare_p95_ms']:9.1f}"
            f"{page['times_bare']:7.2f}"
            + (f"{page['queries']:9}" if "queries" in page else "")
            + (f"{page['bytes'] / 1000:7.1f}" if "bytes" in page else "")
        )
    say(
        f"targets: catalogue ≤ {MOST_TIMES_BARE:g} times the bare page's p95, "
        f"≤ {MOST_QUERIES} queries; draft ≤ {DRAFT_QUERIES} queries, "
        f"≤ {DRAFT_BYTES // 1000} kB"
    )
    for name, each in results["work"].items():
        say(f"{name:30}{each['seconds']:8.3f} s   (target {each['target']:g} s)")


def main() -> None:
    given = options()
    # SIGTERM takes the same clean way out as Ctrl-C, so that no server stays behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    os.environ["LOG_LEVEL"] = "WARNING"
    RESULTS.mkdir(parents=True, exist_ok=True)
    bare_port, port, rendering_port = (serve.free_port() for _ in range(3))
    from_memory = {"PAGE_CACHE_SECONDS": "60"}
    say("Preparing database and demo content …")
    prepare_portal(port, fresh=not given.keep, name="tregks_bench_measures")
    content = fill(given.scale)
    draft = the_long_draft()
    pages = {**CATALOGUE, "long draft": f"{draft.get_absolute_url()}entwurf/"}
    counts = {name: count(path) for name, path in pages.items()}
    cookie = log_in(a_member())
    # The portal that these numbers come from always renders, as the one for guests.
    asked = {name: queries(path, cookie) for name, path in pages.items()}
    work = time_work(draft)
    environment = prepare_bare(fresh=not given.keep)

    from django.db import connections  # noqa: PLC0415 - Django is ready only now

    connections.close_all()
    busy = round(os.getloadavg()[0], 1)
    say("Measuring, about five minutes …")
    with (
        serve.serving("bare", "tests.bench.bare", bare_port, environment) as bare,
        serve.serving("measures", "tregks.wsgi", port, from_memory) as portal,
        serve.serving("rendering", "tregks.wsgi", rendering_port, {}) as rendering,
    ):
        targets = {name: (portal, path, "") for name, path in pages.items()}
        targets |= {
            f"{name}, member": (portal, path, cookie) for name, path in pages.items()
        }
        targets |= {
            f"{name}, rendered": (rendering, path, "") for name, path in pages.items()
        }
        measured = measure_pages(bare, targets)
    for name, counted in counts.items():
        measured[f"{name}, rendered"] |= counted
        measured[f"{name}, member"]["queries"] = asked[name]
    results = {
        "time": datetime.now().astimezone().isoformat(timespec="seconds"),
        "scale": given.scale,
        "load": busy,
        "content": content,
        "pages": measured,
        "work": work,
    }
    table(results)
    file = RESULTS / f"measures-{time.strftime('%Y-%m-%dT%H%M%S')}.json"
    file.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    say(f"\nWritten to {file.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
