//! What a person may do in a workspace.

use crate::code::codes;

codes! {
    /// A role; a person may have several.
    Role {
        /// Prepares a month and signs it first.
        Preparer = 1, "forbereder";
        /// Approves what another prepared.
        Approver = 2, "godkender";
        /// Reads, and changes nothing.
        Auditor = 3, "revisor";
        /// Enrols others.
        Administrator = 4, "administrator";
    }
}

codes! {
    /// Which of the two signatures.
    SigningRole {
        /// The first.
        Prepare = 1, "prepare";
        /// The second, by another key.
        Approve = 2, "approve";
    }
}

impl SigningRole {
    /// The role that signs so.
    pub const fn needs(self) -> Role {
        match self {
            Self::Prepare => Role::Preparer,
            Self::Approve => Role::Approver,
        }
    }

    /// In Danish.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Prepare => "Forberedt af",
            Self::Approve => "Godkendt af",
        }
    }
}
