//! An organisation: the tenant of everything it posts.

use crate::actor::{Capabilities, OrganisationKind, Role, Verification};
use crate::field::FieldError;
use crate::fold::fold;
use crate::id::{OrganisationId, PlaceCode, UserId};

/// Someone to ring up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// A person's name.
    pub name: Option<String>,
    /// A phone number, ten digits beginning with 0.
    pub phone: Option<String>,
    /// An e-mail address.
    pub email: Option<String>,
}

/// What the trade department decided last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Who decided.
    pub by: UserId,
    /// When, UTC ms.
    pub at: i64,
    /// Why, in a sentence.
    pub note: Option<String>,
}

/// An organisation as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// The short key by which files name it, for example `E001`; of the demonstration market and of imports.
    pub code: Option<String>,
    /// Full name.
    pub name: String,
    /// The name people use; never empty.
    pub short_name: String,
    /// What kind of organisation it is.
    pub kind: OrganisationKind,
    /// Mã số thuế.
    pub tax_code: Option<String>,
    /// Commune, or province where that is all that is known.
    pub place: PlaceCode,
    /// What it can do besides buying and selling.
    pub capabilities: Capabilities,
    /// Whether the trade department has checked it.
    pub verification: Verification,
    /// The last such check.
    pub decision: Option<Decision>,
    /// Whether it is part of the demonstration market.
    pub demo: bool,
    /// Ids of the published sources behind it, split by spaces.
    pub source_id: Option<String>,
    /// Whom a verified counterparty rings up.
    pub contact: Contact,
    /// Counts its changes, from 1.
    pub version: i64,
    /// When it was registered, UTC ms.
    pub created_at: i64,
    /// When it changed last, UTC ms.
    pub updated_at: i64,
}

impl Organisation {
    /// What a search looks in: both names and the tax code, without marks.
    #[must_use]
    pub fn search_text(&self) -> String {
        let tax_code = self.tax_code.as_deref().unwrap_or_default();
        fold(&format!("{} {} {tax_code}", self.name, self.short_name))
    }
}

impl OrganisationKind {
    /// Whether it is part of the state: such organisations are set up by the installation's admin, and only their
    /// people may be given an office.
    #[must_use]
    pub const fn is_public_body(self) -> bool {
        matches!(self, Self::Department | Self::Agency)
    }

    /// The trading role that its first person gets unless another is asked for.
    #[must_use]
    pub const fn usual_role(self) -> Role {
        match self {
            Self::Distributor | Self::Retailer | Self::WholesaleMarket | Self::Ecommerce => Role::Buyer,
            _ => Role::Supplier,
        }
    }
}

impl Role {
    /// Whether it trades; the other roles are offices of public bodies.
    #[must_use]
    pub const fn trades(self) -> bool {
        matches!(self, Self::Supplier | Self::Buyer)
    }
}

/// What is wrong with a tax code at `field`: ten digits, ten and three after a dash (a branch), or the twelve of a
/// household's personal number (Circular 86/2024/TT-BTC).
///
/// # Errors
/// Rule `tax_code`.
pub fn check_tax_code(field: &str, text: &str) -> Result<(), FieldError> {
    let digits = |part: &str, length: usize| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
    let branch = text
        .split_once('-')
        .is_some_and(|(head, tail)| digits(head, 10) && digits(tail, 3));
    if digits(text, 10) || digits(text, 12) || branch {
        Ok(())
    } else {
        Err(FieldError::new(field, "tax_code"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tax_codes_have_ten_twelve_or_ten_and_three_digits() {
        for good in ["2001234567", "2001234567-001", "096123456789"] {
            assert_eq!(check_tax_code("tax_code", good), Ok(()), "{good}");
        }
        for bad in ["", "200123456", "2001234567001", "2001234567-01", "200123456a"] {
            assert!(check_tax_code("tax_code", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn offices_are_not_trades() {
        assert!(OrganisationKind::Department.is_public_body());
        assert!(!OrganisationKind::Cooperative.is_public_body());
        assert_eq!(OrganisationKind::Retailer.usual_role(), Role::Buyer);
        assert_eq!(OrganisationKind::Cooperative.usual_role(), Role::Supplier);
        assert_eq!(Role::ALL.iter().filter(|r| r.trades()).count(), 2);
    }
}
