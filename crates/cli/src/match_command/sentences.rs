//! The plan's reasons in words.

use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::post::ProductState;
use chonoi_domain::proposal::Side;
use chonoi_domain::quantity::BaseUnit;
use chonoi_matching::reason::{Condition, Obstacle, Reason};
use chonoi_server::locale::{Locale, t};

use super::format;

/// Words for posts that are counted in `base`; `side` is the post a rest belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) base: BaseUnit,
    pub(super) side: Side,
}

impl Words<'_> {
    /// One reason of a match or a rest.
    pub(super) fn reason(&self, reason: &Reason) -> String {
        let price = |per_thousand: i64| format::price(per_thousand, self.base);
        match reason {
            Reason::Margin { per_thousand } => {
                say("reason.margin", &[("per_thousand", price(per_thousand.0))])
            }
            Reason::OnlyPartner { of } => say(&format!("reason.only_partner.{of}"), &[]),
            Reason::CostRank { rank, of } => say(
                "reason.cost_rank",
                &[("rank", rank.to_string()), ("of", of.to_string())],
            ),
            Reason::Nearest { km } => say("reason.nearest", &[("km", format::whole(*km))]),
            Reason::RunnerUp { offer, dearer_by } if dearer_by.0 == 0 => {
                say("reason.runner_up_even", &[("offer", offer.clone())])
            }
            Reason::RunnerUp { offer, dearer_by } => say(
                "reason.runner_up",
                &[("offer", offer.clone()), ("dearer_by", price(dearer_by.0))],
            ),
            Reason::Perishable { hours } => say("reason.perishable", &[("hours", format::whole(*hours))]),
            Reason::Urgent { urgency } => say("reason.urgent", &[("urgency", urgency.to_string())]),
            Reason::Continues => say("reason.continues", &[]),
            Reason::LotNotFilled {
                partner,
                share,
                lot,
                of,
            } => say(
                &format!("reason.lot_not_filled.{of}"),
                &[
                    ("partner", partner.clone()),
                    ("share", format::quantity(*share, self.base)),
                    ("lot", format::quantity(*lot, self.base)),
                ],
            ),
            Reason::OverDays {
                days,
                first_day,
                last_day,
            } => say(
                "reason.over_days",
                &[
                    ("days", days.to_string()),
                    ("first_day", format::date(*first_day)),
                    ("last_day", format::date(*last_day)),
                ],
            ),
            Reason::DaysLacking { days, of } => say(
                "reason.days_lacking",
                &[("days", days.to_string()), ("of", of.to_string())],
            ),
            Reason::PointFull { point, capacity } => say(
                "reason.point_full",
                &[
                    ("point", point.clone()),
                    ("capacity", format::quantity(*capacity, self.base)),
                ],
            ),
            Reason::PointDaysFull {
                point,
                capacity,
                first_day,
                last_day,
            } => say(
                "reason.point_days_full",
                &[
                    ("point", point.clone()),
                    ("capacity", format::quantity(*capacity, self.base)),
                    ("first_day", format::date(*first_day)),
                    ("last_day", format::date(*last_day)),
                ],
            ),
            Reason::LotsElsewhere { quantity } => say(
                "reason.lots_elsewhere",
                &[("quantity", format::quantity(*quantity, self.base))],
            ),
            Reason::NoCounterpart => say(&format!("reason.no_counterpart.{}", self.side), &[]),
            Reason::Blocked { by, pairs } => say(
                &format!("reason.blocked.{}", condition(*by)),
                &[("pairs", pairs.to_string())],
            ),
            Reason::Declined { pairs } => say("reason.declined", &[("pairs", pairs.to_string())]),
            Reason::PartnersHaveLess { quantity } => say(
                "reason.partners_have_less",
                &[("quantity", format::quantity(*quantity, self.base))],
            ),
            Reason::Shared { pairs } => say("reason.shared", &[("pairs", pairs.to_string())]),
            Reason::Outdone { pairs, by } if by.0 == 0 => {
                say("reason.outdone_even", &[("pairs", pairs.to_string())])
            }
            Reason::Outdone { pairs, by } => say(
                "reason.outdone",
                &[("pairs", pairs.to_string()), ("by", price(by.0))],
            ),
        }
    }

    /// All reasons, one sentence each.
    pub(super) fn reasons(&self, reasons: &[Reason]) -> Vec<String> {
        reasons.iter().map(|reason| self.reason(reason)).collect()
    }

    /// The one condition in the way.
    pub(super) fn obstacle(&self, obstacle: &Obstacle) -> String {
        match obstacle {
            Obstacle::Price {
                per_thousand,
                assumed,
            } => {
                let key = if *assumed {
                    "near_miss.price_assumed"
                } else {
                    "near_miss.price"
                };
                say(key, &[("per_thousand", format::price(per_thousand.0, self.base))])
            }
            Obstacle::Date { days, .. } => {
                let key = if *days >= 0 {
                    "near_miss.late"
                } else {
                    "near_miss.early"
                };
                say(key, &[("days", days.unsigned_abs().to_string())])
            }
            Obstacle::ShelfLife { hours } => say("near_miss.shelf_life", &[("hours", format::whole(*hours))]),
            Obstacle::Certificate { missing } => {
                let name = |id| {
                    self.catalogue
                        .certificate(id)
                        .map_or("?", |kind| kind.name.as_str())
                };
                let names: Vec<&str> = missing.iter().map(name).collect();
                say("near_miss.certificate", &[("missing", names.join(", "))])
            }
            Obstacle::State { offered, accepted } => {
                let accepted: Vec<String> = accepted.iter().map(|s| state(*s)).collect();
                say(
                    "near_miss.state",
                    &[("offered", state(*offered)), ("accepted", accepted.join(", "))],
                )
            }
            Obstacle::Grade {
                offered: Some(offered),
                wanted,
            } => say(
                "near_miss.grade",
                &[("offered", offered.clone()), ("wanted", wanted.clone())],
            ),
            Obstacle::Grade {
                offered: None,
                wanted,
            } => say("near_miss.grade_unknown", &[("wanted", wanted.clone())]),
            Obstacle::MinimumLot { lot, has, .. } => say(
                "near_miss.minimum_lot",
                &[
                    ("lot", format::quantity(*lot, self.base)),
                    ("has", format::quantity(*has, self.base)),
                ],
            ),
            Obstacle::Distance { province, km } => {
                let name = self
                    .catalogue
                    .place(province)
                    .map_or("?", |place| place.name.as_str());
                say(
                    "near_miss.distance",
                    &[("province", name.to_owned()), ("km", format::whole(*km))],
                )
            }
        }
    }
}

/// A state in words.
pub(super) fn state(state: ProductState) -> String {
    say(&format!("state.{state}"), &[])
}

const fn condition(condition: Condition) -> &'static str {
    match condition {
        Condition::Price => "price",
        Condition::Date => "date",
        Condition::ShelfLife => "shelf_life",
        Condition::Certificate => "certificate",
        Condition::State => "state",
        Condition::Grade => "grade",
        Condition::MinimumLot => "minimum_lot",
        Condition::Distance => "distance",
    }
}

/// The report is Vietnamese.
fn say(key: &str, args: &[(&str, String)]) -> String {
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    t(Locale::Vi, key, &args)
}
