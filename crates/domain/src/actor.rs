//! Who acts on the market: organisations, their verification, people's roles in them.

use serde::{Deserialize, Serialize};

use crate::transition::Refused;
use crate::words;

words! {
    /// What kind of organisation it is.
    OrganisationKind {
        /// Hợp tác xã.
        Cooperative = "cooperative",
        /// Tổ hợp tác.
        CooperativeGroup = "cooperative_group",
        /// Liên hiệp hợp tác xã.
        CooperativeUnion = "cooperative_union",
        /// Doanh nghiệp.
        Company = "company",
        /// Cơ sở, hộ kinh doanh.
        Establishment = "establishment",
        /// Đầu mối thu gom.
        Collector = "collector",
        /// Nhà phân phối.
        Distributor = "distributor",
        /// Hệ thống bán lẻ.
        Retailer = "retailer",
        /// Chợ đầu mối.
        WholesaleMarket = "wholesale_market",
        /// Sàn thương mại điện tử.
        Ecommerce = "ecommerce",
        /// Hội, hiệp hội.
        Association = "association",
        /// Sở, ban, ngành.
        Department = "department",
        /// Đơn vị sự nghiệp.
        Agency = "agency",
    }
}

words! {
    /// What a person may do for an organisation.
    Role {
        /// Posts offers.
        Supplier = "supplier",
        /// Posts requests.
        Buyer = "buyer",
        /// Trade department: verifies, runs matching, brokers deals.
        Broker = "broker",
        /// Agriculture department, commune: keeps the supply register.
        Authority = "authority",
        /// iPEC: conferences.
        Organiser = "organiser",
        /// Writes the daily report.
        Reporter = "reporter",
        /// Reads everything, writes nothing.
        Auditor = "auditor",
        /// Runs the installation.
        Admin = "admin",
    }
}

words! {
    /// Whether the trade department has checked the organisation.
    Verification {
        /// Registered, not yet checked: may prepare drafts, not publish.
        Pending = "pending",
        /// Checked.
        Verified = "verified",
        /// Barred from the market.
        Suspended = "suspended",
    }
}

words! {
    /// What the trade department decides about an organisation.
    VerificationEvent {
        /// It is what it says it is.
        Verify = "verify",
        /// It is barred.
        Suspend = "suspend",
    }
}

impl Verification {
    /// The state after the decision; deciding the same again changes nothing.
    ///
    /// # Errors
    /// None today: every decision is possible in every state; the signature is that of all state machines.
    pub fn transition(self, event: VerificationEvent) -> Result<Self, Refused> {
        Ok(match event {
            VerificationEvent::Verify => Self::Verified,
            VerificationEvent::Suspend => Self::Suspended,
        })
    }
}

/// What an organisation is able to do besides buying and selling.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Capabilities {
    /// Collects from farms.
    pub collects: bool,
    /// Processes.
    pub processes: bool,
    /// Freezes.
    pub freezes: bool,
    /// Packs.
    pub packs: bool,
    /// Carries.
    pub carries: bool,
    /// Kilograms a day over all of these, where known.
    pub kg_per_day: Option<i64>,
}
