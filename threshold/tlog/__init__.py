"""Public formats of transparency logs (RFC 6962, C2SP): trees, tiles, signed notes, proofs. Nothing of this house."""
