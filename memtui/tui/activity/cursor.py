"""Where the cursor of a chart is: on a day, whatever buckets are drawn."""

from __future__ import annotations

from memtui.core.activity import Series, bucket_of, days_of

_MOVES = {
    "h": "left", "k": "left", "up": "left", "l": "right", "j": "right", "down": "right",
    "g": "home", "G": "end",
}  # fmt: skip


class Cursor:
    """Stands in the last bucket until it is moved."""

    def __init__(self) -> None:
        self._day: int | None = None

    def bucket(self, series: Series) -> int:
        """The bucket that it stands in."""
        at = series.last if self._day is None else bucket_of(self._day, series.unit)
        return max(min(at, series.last), series.first)

    def go_to(self, series: Series, bucket: int) -> None:
        """To a bucket, or the nearest one that there is."""
        bucket = max(min(bucket, series.last), series.first)
        self._day = days_of(bucket, series.unit)[0]

    def seek(self, series: Series, way: int) -> None:
        """To the next bucket with any memories, back in time where `way` is -1."""
        at = self.bucket(series)
        beyond = [bucket for bucket in series.counts if (bucket - at) * way > 0]
        self.go_to(series, min(beyond, key=lambda bucket: abs(bucket - at), default=at))

    def press(self, series: Series, key: str, page: int) -> None:
        """Move as a key says; a `page` is so many buckets."""
        key = _MOVES.get(key, key)
        steps = {"left": -1, "right": 1, "pageup": -page, "pagedown": page}
        if key in {"home", "end"}:
            self.go_to(series, series.first if key == "home" else series.last)
        elif key in steps:
            self.go_to(series, self.bucket(series) + steps[key])
