"""What every file that coordinators write is read into."""

from pydantic import BaseModel, ConfigDict


class Written(BaseModel):
    """Base of everything a coordinator writes: unknown keys are refused, values are frozen."""

    model_config = ConfigDict(frozen=True, extra="forbid")
