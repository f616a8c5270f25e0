//! Certificates that an organisation holds. Only verified ones that are valid on the day count in a match.

use time::Date;

use crate::id::{CertificateId, FileId, HeldCertificateId, OrganisationId, UserId};
use crate::transition::Refused;
use crate::words;

words! {
    /// Whether the trade department has seen the certificate.
    CertificateStatus {
        /// Handed in.
        Pending = "pending",
        /// Seen and found good.
        Verified = "verified",
        /// Seen and refused.
        Rejected = "rejected",
    }
}

words! {
    /// What the trade department decides about a certificate.
    CertificateEvent {
        /// It is good.
        Verify = "verify",
        /// It is not.
        Reject = "reject",
    }
}

impl CertificateStatus {
    /// The state after the decision; a decision may be taken back, and the same again changes nothing.
    ///
    /// # Errors
    /// None today; the signature is that of all state machines.
    pub fn transition(self, event: CertificateEvent) -> Result<Self, Refused> {
        Ok(match event {
            CertificateEvent::Verify => Self::Verified,
            CertificateEvent::Reject => Self::Rejected,
        })
    }
}

/// A certificate that an organisation holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldCertificate {
    /// Its id.
    pub id: HeldCertificateId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Which kind, for example `vietgap`.
    pub kind: CertificateId,
    /// Its number, as printed on it.
    pub number: String,
    /// Who issued it.
    pub issuer: String,
    /// First day of validity.
    pub valid_from: Date,
    /// Last day of validity.
    pub valid_to: Date,
    /// Its picture or document.
    pub file: Option<FileId>,
    /// Whether the trade department has seen it.
    pub status: CertificateStatus,
    /// Who decided, and when (UTC ms).
    pub decided: Option<(UserId, i64)>,
    /// Counts its changes, from 1.
    pub version: i64,
    /// When it was handed in, UTC ms.
    pub created_at: i64,
    /// When it changed last, UTC ms.
    pub updated_at: i64,
}

impl HeldCertificate {
    /// Whether it counts on `day`.
    #[must_use]
    pub fn counts_on(&self, day: Date) -> bool {
        self.status == CertificateStatus::Verified && self.valid_from <= day && day <= self.valid_to
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn only_a_verified_valid_certificate_counts() {
        let certificate = |status| HeldCertificate {
            id: uuid::Uuid::nil().into(),
            organisation: uuid::Uuid::nil().into(),
            kind: "vietgap".into(),
            number: "1".to_owned(),
            issuer: "x".to_owned(),
            valid_from: date!(2026 - 01 - 01),
            valid_to: date!(2026 - 12 - 31),
            file: None,
            status,
            decided: None,
            version: 1,
            created_at: 0,
            updated_at: 0,
        };
        let verified = certificate(CertificateStatus::Verified);
        assert!(verified.counts_on(date!(2026 - 01 - 01)) && verified.counts_on(date!(2026 - 12 - 31)));
        assert!(!verified.counts_on(date!(2025 - 12 - 31)) && !verified.counts_on(date!(2027 - 01 - 01)));
        for status in [CertificateStatus::Pending, CertificateStatus::Rejected] {
            assert!(!certificate(status).counts_on(date!(2026 - 06 - 01)), "{status}");
        }
    }

    #[test]
    fn a_decision_may_be_taken_back() {
        for status in CertificateStatus::ALL {
            assert_eq!(
                status.transition(CertificateEvent::Verify),
                Ok(CertificateStatus::Verified)
            );
            assert_eq!(
                status.transition(CertificateEvent::Reject),
                Ok(CertificateStatus::Rejected)
            );
        }
    }
}
