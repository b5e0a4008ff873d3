"""The providers' stand-ins: a project of its own on their real wire protocols (docs/sandbox.md)."""
