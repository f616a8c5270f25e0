//! How suppliers stand: whether they are verified, and which of the certificates they claim may be named.

use std::collections::{BTreeMap, BTreeSet};

use chonoi_domain::certificate::{CertificateStatus, HeldCertificate};
use chonoi_domain::id::{CertificateId, OrganisationId};
use chonoi_domain::organisation::Organisation;
use chonoi_store::{Reader, certificates, offers, organisations};
use time::Date;

use crate::error::Error;
use crate::service::Market;

/// How an organisation stands with one kind of certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Standing {
    /// Seen by the trade department and valid today.
    Counts,
    /// Handed in but not yet seen, or never handed in: the claim is left out, the goods are sold.
    #[default]
    Unproven,
    /// It was good and has lapsed, or it was refused, and no other one counts: the goods are not sold as long as they
    /// claim it.
    Lost,
}

/// What one look at offers reads besides them and their rows.
pub(super) struct Around {
    /// Who posted them.
    pub(super) suppliers: BTreeMap<OrganisationId, Organisation>,
    standing: BTreeMap<(OrganisationId, CertificateId), Standing>,
}

impl Around {
    /// How `supplier` stands with certificates of `kind`.
    pub(super) fn standing(&self, supplier: OrganisationId, kind: &CertificateId) -> Standing {
        let key = (supplier, kind.clone());
        self.standing.get(&key).copied().unwrap_or_default()
    }
}

impl Market {
    /// The suppliers of `records` and their certificates.
    pub(super) async fn around(&self, db: &impl Reader, records: &[offers::Record]) -> Result<Around, Error> {
        let ids: BTreeSet<_> = records.iter().map(|record| record.post.supplier).collect();
        let ids: Vec<_> = ids.into_iter().collect();
        let suppliers = organisations::find_many(db, &ids).await?;
        let held = certificates::of_many(db, &ids).await?;
        Ok(Around {
            suppliers: suppliers.into_iter().map(|o| (o.id, o)).collect(),
            standing: judge(&held, self.today()),
        })
    }
}

/// The standings that `held` gives on `today`: one certificate that counts makes up for others of its kind that do not;
/// one that may yet count does not.
fn judge(held: &[HeldCertificate], today: Date) -> BTreeMap<(OrganisationId, CertificateId), Standing> {
    let mut standing = BTreeMap::new();
    for one in held {
        let own = judge_one(one, today);
        let best = standing
            .entry((one.organisation, one.kind.clone()))
            .or_insert(own);
        *best = better(*best, own);
    }
    standing
}

fn judge_one(held: &HeldCertificate, today: Date) -> Standing {
    match held.status {
        _ if held.counts_on(today) => Standing::Counts,
        CertificateStatus::Pending => Standing::Unproven,
        CertificateStatus::Verified if today < held.valid_from => Standing::Unproven,
        CertificateStatus::Verified | CertificateStatus::Rejected => Standing::Lost,
    }
}

const fn better(a: Standing, b: Standing) -> Standing {
    match (a, b) {
        (Standing::Counts, _) | (_, Standing::Counts) => Standing::Counts,
        (Standing::Lost, _) | (_, Standing::Lost) => Standing::Lost,
        (Standing::Unproven, Standing::Unproven) => Standing::Unproven,
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;
    use uuid::Uuid;

    use super::*;

    /// A certificate as one letter: `v`erified, `o`ld (lapsed), `e`arly (not yet valid), `p`ending, `r`ejected.
    fn held(letter: char) -> HeldCertificate {
        let (status, valid_from, valid_to) = match letter {
            'v' => (
                CertificateStatus::Verified,
                date!(2026 - 01 - 01),
                date!(2026 - 11 - 24),
            ),
            'o' => (
                CertificateStatus::Verified,
                date!(2026 - 01 - 01),
                date!(2026 - 11 - 23),
            ),
            'e' => (
                CertificateStatus::Verified,
                date!(2026 - 11 - 25),
                date!(2027 - 11 - 24),
            ),
            'p' => (
                CertificateStatus::Pending,
                date!(2026 - 01 - 01),
                date!(2027 - 01 - 01),
            ),
            _ => (
                CertificateStatus::Rejected,
                date!(2026 - 01 - 01),
                date!(2027 - 01 - 01),
            ),
        };
        HeldCertificate {
            id: Uuid::nil().into(),
            organisation: Uuid::nil().into(),
            kind: "vietgap".into(),
            number: String::new(),
            issuer: String::new(),
            valid_from,
            valid_to,
            file: None,
            status,
            decided: None,
            version: 1,
            created_at: 0,
            updated_at: 0,
        }
    }

    #[test]
    fn the_best_certificate_of_a_kind_decides() {
        for (letters, want) in [
            ("v", Standing::Counts),
            ("o", Standing::Lost),
            ("r", Standing::Lost),
            ("p", Standing::Unproven),
            ("e", Standing::Unproven),
            ("ov", Standing::Counts),
            ("vr", Standing::Counts),
            ("op", Standing::Lost),
            ("pr", Standing::Lost),
            ("pe", Standing::Unproven),
        ] {
            let all: Vec<_> = letters.chars().map(held).collect();
            let found = judge(&all, date!(2026 - 11 - 24));
            assert_eq!(found.into_values().collect::<Vec<_>>(), [want], "{letters}");
        }
        assert_eq!(judge(&[], date!(2026 - 11 - 24)), BTreeMap::new());
    }
}
