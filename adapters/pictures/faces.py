"""How a verdict looks: a shade, a hatch and a sign, told apart without colour."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Face:
    shade: str
    hatch: str
    sign: str
    ink: str = "black"


FACES: Final = {
    "covered": Face("#ffffff", "", ""),
    "thin": Face("#e4e4e4", "....", "·"),
    "gap": Face("#b5b5b5", "////", "/"),
    "nobody": Face("#3a3a3a", "xxxx", "×", "white"),
}
"""By verdict, the best first."""
