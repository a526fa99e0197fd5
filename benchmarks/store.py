"""What the embedded store takes for pages, entities, searches, import and export, whatever its size."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks import asks, qdrant
from benchmarks.report import Aim, Figure
from benchmarks.rounds import Sample, Samples, interleaved, median, paired, tell
from benchmarks.world import MEMTUI, Ran, World

_LOOKED_INTO = ("categor", "keywords")
_QDRANT_SIZES = (10_000, 50_000)


def measure(world: World) -> list[Figure]:
    """The figures of the store."""
    figures = [*_questions(world), *_in_and_out(world)]
    if qdrant.is_installed():
        return [*figures, *_beside_qdrant(world)]
    tell("qdrant-client is not installed: nothing to hold against mem0ai's embedded store")
    return figures


def _questions(world: World) -> list[Figure]:
    for size in world.sizes:
        world.store(size)
    cases: dict[str, Callable[[], Sample]] = {
        str(size): partial(world.told, "asks", str(world.store(size))) for size in world.sizes
    }
    samples = interleaved(cases, world.rounds(0.25), seed=world.seed, warm_up=False)
    large, small = samples[str(world.size)], samples[str(world.sizes[0])]
    figures = []
    for name in large[0]:
        between = "".join(
            f"; {median(samples[str(size)], name):.2f} at {size:,}" for size in world.sizes[1:-1]
        )
        figures.append(
            Figure(
                "store",
                name,
                median(large, name),
                peer=median(small, name),
                peer_name=f"at {world.sizes[0]:,}{between}",
                ratio=paired(large, small, name),
                aim=_aim(name),
            )
        )
    return figures


def _aim(name: str) -> Aim | None:
    if name.startswith("page of"):
        # How far down it is must not matter, but the end may be jumped to in more time.
        is_looked_into = any(part in name for part in _LOOKED_INTO)
        return Aim(15 if is_looked_into else 5)
    if name.startswith("search"):
        return Aim(50)
    return Aim(10) if name == "entities" else None


def _in_and_out(world: World) -> list[Figure]:
    """Import and export beside the bare loader: in rounds on a smaller store, once on the large one."""
    middle = world.sizes[-2]
    figures = _ratios(middle, _rounds(world, middle, world.rounds(0.25)))
    large = _rounds(world, world.size, 1)
    figures += _ratios(world.size, large)
    used, used_before = large["import"][0]["memory"], world.imports.get(middle)
    peer = used_before.memory if used_before else None
    name = f"at {middle:,}" if used_before else ""
    ratio = used / peer if peer else None
    return [*figures, Figure("store", f"import of {world.size:,}, memory", used, "MiB", peer, name, ratio)]


def _rounds(world: World, size: int, runs: int) -> Samples:
    lines, store = world.lines(size), world.store(size)
    folder = world.home()

    def removed(path: Path) -> Path:
        for left in path.parent.glob(f"{path.name}*"):
            left.unlink()
        return path

    def timed(run: Callable[[], Ran]) -> Callable[[], Sample]:
        def case() -> Sample:
            ran = run()
            return {"time": ran.seconds, "memory": ran.memory}

        return case

    def take_in() -> Ran:
        if runs == 1 and size in world.imports:
            return world.imports[size]
        ours = removed(folder / "ours.db")
        world.imports[size] = world.run(MEMTUI, "import", str(lines), "--db", str(ours), "--yes")
        removed(ours)
        return world.imports[size]

    def load() -> Ran:
        bare = removed(folder / "bare.db")
        empty = folder / "empty.jsonl"
        empty.touch()
        world.run(MEMTUI, "import", str(empty), "--db", str(bare), "--yes")
        ran = world.run_module("bare", "load", str(lines), str(bare), str(store))
        removed(bare)
        return ran

    def save() -> Ran:
        return world.run_module("bare", "save", str(store), str(removed(folder / "bare.jsonl")))

    def give_out() -> Ran:
        out = str(removed(folder / "ours.jsonl"))
        return world.run(MEMTUI, "export", out, "--db", str(store))

    cases = {"import": take_in, "load": load, "export": give_out, "save": save}
    tell(f"import and export of {size:,} memories beside a bare loader")
    samples = interleaved(
        {name: timed(case) for name, case in cases.items()}, runs, seed=world.seed, warm_up=False
    )
    for left in folder.iterdir():
        left.unlink()
    return samples


def _ratios(size: int, samples: Samples) -> list[Figure]:
    return [
        Figure(
            "store",
            f"{name} of {size:,}",
            median(samples[name], "time"),
            "s",
            median(samples[peer], "time"),
            f"bare {peer}",
            paired(samples[name], samples[peer], "time"),
            Aim(2.0, "ratio"),
        )
        for name, peer in (("import", "load"), ("export", "save"))
    ]


def _beside_qdrant(world: World) -> list[Figure]:
    """The same questions to mem0ai's store, beside memtui's own of at least that size."""
    figures = []
    for count in (count for count in _QDRANT_SIZES if count <= world.sizes[-2]):
        folder = world.made(f"qdrant-{count}", partial(_fill_qdrant, world, count))
        ours_size = min(size for size in world.sizes if size >= count)
        cases: dict[str, Callable[[], Sample]] = {
            "qdrant": partial(world.told, "qdrant", "ask", str(folder)),
            "memtui": partial(world.told, "asks", str(world.store(ours_size))),
        }
        samples = interleaved(cases, 1, seed=world.seed, warm_up=False)
        ours, theirs = samples["memtui"], samples["qdrant"]
        of_user = f"page of a user, {asks.DEPTHS[0]}"
        for name, ours_name, theirs_name in (
            ("open", "open, first page", "open"),
            ("a user's first 100", of_user, "page of a user"),
            ("a user's newest 100", of_user, "page of a user, newest first"),
        ):
            figures.append(
                Figure(
                    "store",
                    f"{name}, {ours_size:,}",
                    median(ours, ours_name),
                    peer=median(theirs, theirs_name),
                    peer_name=f"mem0ai's, {count:,}",
                    ratio=paired(ours, theirs, ours_name, theirs_name),
                )
            )
    return figures


def _fill_qdrant(world: World, count: int, folder: Path) -> None:
    tell(f"filling mem0ai's embedded store with {count:,} memories")
    lines = world.lines(min(size for size in world.sizes if size >= count))
    world.run_module("qdrant", "fill", str(lines), str(count), str(folder))
