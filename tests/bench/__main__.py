"""``make bench``: how fast and how heavy the portal's public pages are.

Serves the demo content like production beside a bare Django page (`tests.bench.bare`)
on the same PostgreSQL with the same gunicorn settings, asks both in turn, and prints
what the portal's pages cost as shares of the bare page. Machines differ and are
busy; shares and counts can be compared. docs/performance.md explains the figures.
"""

import argparse
import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench import load, rush, serve, visit
from tests.database import ROOT

RESULTS = ROOT / "var" / "bench"
CONNECTIONS = (1, 16)
MOST_QUERIES = 12
LEAST_SHARE = 0.35
MOST_BYTES = 150_000  # first visit


def say(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    add = parser.add_argument
    add("--repeats", type=int, default=5, choices=range(1, 21), metavar="1-20")
    add("--seconds", type=float, default=1.5, help="of each run, at most 30")
    add("--compare", type=Path, metavar="FILE", help="JSON of an earlier bench")
    add("--keep", action="store_true", help="use the database of the last bench")
    add("--only", metavar="PAGE", help="measure one page")
    add("--no-browser", action="store_true", help="leave the first visit out")
    given = parser.parse_args()
    given.seconds = min(max(given.seconds, 0.2), 30.0)
    return given


def prepare_portal(port: int, *, fresh: bool, name: str = "tregks_bench") -> None:
    """Demo content in a database of its own and the settings of production."""
    os.environ.pop("DEBUG", None)
    os.environ.update(
        DEMO="1",
        DATABASE_URL=serve.own_database(name, fresh=fresh),
        BASE_URL=f"http://127.0.0.1:{port}",
        VAR_DIR=str(RESULTS),
        PAGE_CACHE_SECONDS="0",  # queries and bytes are those of rendering
        DJANGO_SETTINGS_MODULE="tregks.settings",
    )
    # Only now do the settings find what they need.
    import django  # noqa: PLC0415

    django.setup()
    from tregks.run import (  # noqa: PLC0415
        bring_database_up_to_date,
        collect_static_files,
    )

    collect_static_files()
    bring_database_up_to_date()


def public_pages() -> dict[str, str]:
    from tregks.cms.models import InfoPage, NewsIndexPage, NewsPage  # noqa: PLC0415

    german = {"locale__language_code": "de"}
    index = NewsIndexPage.objects.live().filter(**german).first()
    article = NewsPage.objects.live().filter(**german).order_by("-date").first()
    info = InfoPage.objects.live().filter(**german, slug="ueber-uns").first()
    assert index
    assert article
    assert info
    return {
        "home": "/",
        "news list": index.get_url(),
        "news article": article.get_url(),
        "info page": info.get_url(),
    }


def count(path: str) -> dict[str, Any]:
    """Queries (first and warm) and size of a page, asked within this process."""
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client = Client(headers={"Host": "127.0.0.1", "Accept-Language": "de"})
    queries = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as captured:
            response = client.get(path)
        assert response.status_code == 200, f"{path}: {response.status_code}"
        queries.append(len(captured))
    return {
        "queries_first": queries[0],
        "queries": queries[-1],
        "sql": [query["sql"] for query in captured.captured_queries],
        "bytes": len(response.content),
        "bytes_gzip": len(gzip.compress(response.content, 6)),
    }


def prepare_bare(*, fresh: bool) -> dict[str, str]:
    """The bare page's database: the portal's settings, another name."""
    from django.conf import settings  # noqa: PLC0415

    name = "tregks_bench_bare"
    serve.own_database(name, fresh=fresh)
    database = {**settings.DATABASES["default"], "NAME": name}
    environment = {"BENCH_DATABASE": json.dumps(database)}
    subprocess.run(
        [sys.executable, "-m", "tests.bench.bare"],
        cwd=ROOT,
        env={**os.environ, **environment},
        check=True,
    )
    return environment


Target = tuple[serve.Server, str]


def measure(bare: Target, pages: dict[str, Target], given: Any) -> dict[str, Any]:
    """Ask bare page and portal page in turn; take medians of the repeats."""
    for server, path in (bare, *pages.values()):
        load.run(server.port, path, connections=8, seconds=1)

    samples: dict[str, Any] = defaultdict(lambda: defaultdict(list))

    def take(name: str, target: Target, connections: int) -> load.Run:
        server, path = target
        before = server.cpu_seconds()
        run = load.run(
            server.port, path, connections=connections, seconds=given.seconds
        )
        cpu = (server.cpu_seconds() - before) / len(run.latencies)
        key, found = f"c{connections}", samples[name]
        found[f"{key}_rps"].append(run.rate)
        found[f"{key}_p50_ms"].append(run.percentile(50))
        found[f"{key}_p95_ms"].append(run.percentile(95))
        found[f"{key}_cpu_ms"].append(cpu * 1000)
        found["failures"].append(run.failures)
        return run

    for connections in CONNECTIONS:
        for _ in range(given.repeats):
            for name, target in pages.items():
                reference = take("bare page", bare, connections)
                run = take(name, target, connections)
                share = run.rate / reference.rate
                samples[name][f"c{connections}_share"].append(share)
    return {
        who: {
            key: sum(values) if key == "failures" else round(median(values), 3)
            for key, values in found.items()
        }
        for who, found in samples.items()
    }


def table(results: dict[str, Any]) -> None:
    say()
    say(f"{'':23}one connection{'':22}sixteen connections")
    say(
        f"{'page':23}    rps    p50    p95   CPU  share |"
        "    rps     p50     p95  share | queries    kB  gzip"
    )
    for name, page in results["pages"].items():
        say(
            f"{name:23}{page['c1_rps']:7.1f}{page['c1_p50_ms']:7.1f}"
            f"{page['c1_p95_ms']:7.1f}{page['c1_cpu_ms']:6.1f}"
            f"{page.get('c1_share', 1):7.2f} |"
            f"{page['c16_rps']:7.1f}{page['c16_p50_ms']:8.1f}{page['c16_p95_ms']:8.1f}"
            f"{page.get('c16_share', 1):7.2f} |"
            + (
                f"{page['queries']:8}{page['bytes'] / 1000:6.1f}"
                f"{page['bytes_gzip'] / 1000:6.1f}"
                if "queries" in page
                else ""
            )
            + (f"   {page['failures']} failed" if page["failures"] else "")
        )
    say(
        f"{'target':23}{'':28}≥ {LEAST_SHARE} |{'':24}≥ {LEAST_SHARE} |"
        f"    ≤ {MOST_QUERIES}    (ms; CPU of the workers a request)"
    )
    visits = {n: p["visit"] for n, p in results["pages"].items() if "visit" in p}
    if visits:
        say()
        say(f"first visit     requests      kB (target ≤ {MOST_BYTES // 1000})")
    for name, seen in visits.items():
        kinds = ", ".join(f"{k} {v / 1000:.1f}" for k, v in seen["by_kind"].items())
        say(f"{name:14}{seen['requests']:10}{seen['bytes'] / 1000:8.1f}   {kinds}")
        for what in ("third_party", "cookies"):
            if seen[what]:
                say(f"{'':14}{what}: {', '.join(seen[what])}")
    say()
    say(rush.table(results["rush"]))
    say()
    for who, workers in results["memory_mib"].items():
        sizes = ", ".join(f"{w['rss']:.0f} ({w['pss']:.0f})" for w in workers)
        say(f"workers of the {who}, RSS (PSS) in MiB: {sizes}")
    limit = results["client_limit_rps"]
    say(
        "the client's own limit against a program that does nothing: "
        + ", ".join(f"{rate:,.0f} rps ({key})" for key, rate in limit.items())
    )


def compare(old: dict[str, Any], new: dict[str, Any]) -> None:
    say(f"\nagainst the bench of {old['time']}:")
    for name, page in new["pages"].items():
        before = old["pages"].get(name, {})
        changes = [
            f"{key} {before[key]:g} → {page[key]:g}"
            for key in ("c1_share", "c16_share", "queries", "bytes_gzip", "bytes")
            if key in before and key in page and before[key] != page[key]
        ]
        if "visit" in page and "visit" in before:
            was, now = before["visit"]["bytes"], page["visit"]["bytes"]
            changes += [f"first visit {was} → {now} bytes"] if was != now else []
        say(f"{name:14}{', '.join(changes) or 'the same'}")


def main() -> None:
    given = options()
    # SIGTERM takes the same clean way out as Ctrl-C, so that no server stays behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    RESULTS.mkdir(parents=True, exist_ok=True)
    old = json.loads(given.compare.read_text()) if given.compare else None
    bare_port, port, rendering_port = (serve.free_port() for _ in range(3))
    from_memory = {"PAGE_CACHE_SECONDS": "60"}
    say("Preparing database, demo content and static files …")
    prepare_portal(port, fresh=not given.keep)
    counts = {name: count(path) for name, path in public_pages().items()}
    pages = public_pages()
    if given.only:
        pages = {given.only: pages[given.only]}
    environment = prepare_bare(fresh=not given.keep)

    from django.db import connections  # noqa: PLC0415

    connections.close_all()

    runs = given.repeats * len(pages) * 4 * len(CONNECTIONS)
    say(f"Measuring, about {runs * given.seconds / 60 + 0.5:.0f} min …")
    limit = {
        f"c{connections}": round(load.own_limit(connections=connections, seconds=1))
        for connections in CONNECTIONS
    }
    with (
        serve.serving("bare", "tests.bench.bare", bare_port, environment) as bare,
        serve.serving("portal", "tregks.wsgi", port, from_memory) as portal,
        serve.serving("rendering", "tregks.wsgi", rendering_port, {}) as rendering,
    ):
        targets = {name: (portal, path) for name, path in pages.items()}
        targets |= {
            f"{name}, rendered": (rendering, path) for name, path in pages.items()
        }
        measured = measure((bare, "/"), targets, given)
        crowd = rush.run(portal.port, bare.port)
        memory = {"portal": portal.memory(), "bare page": bare.memory()}
        for name, path in pages.items():
            measured[f"{name}, rendered"] |= counts[name]
            if not given.no_browser:
                measured[name]["visit"] = visit.first_visit(
                    f"http://127.0.0.1:{port}{path}"
                )
    results = {
        "time": datetime.now().astimezone().isoformat(timespec="seconds"),
        "seconds": given.seconds,
        "repeats": given.repeats,
        "pages": measured,
        "rush": crowd,
        "memory_mib": memory,
        "client_limit_rps": limit,
    }
    table(results)
    if old:
        compare(old, results)
    file = RESULTS / f"{time.strftime('%Y-%m-%dT%H%M%S')}.json"
    file.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    say(f"\nWritten to {file.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
