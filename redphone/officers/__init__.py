"""The people of this node: sign-in, invitations, sessions, who sat where, the record. Never leaves the node."""
