"""The people of this node, who never leave it: sign-in, invitations, sessions, who sat where, the record."""
