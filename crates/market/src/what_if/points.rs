//! What goes through collection points without the changes and with them, as it is shown.

use std::collections::BTreeMap;

use chonoi_matching::plan::PointUse;
use serde::{Deserialize, Serialize};

use super::trial::Trial;
use crate::report::sharing::PointSum;
use crate::warm_markets::standing::Standing;

/// A point without the changes and with them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointShiftView {
    /// What it is called.
    pub name: String,
    /// Without them; `None` for one that they add.
    pub before: Option<PointSum>,
    /// With them; `None` for one that they take away.
    pub after: Option<PointSum>,
}

/// All points that anything goes through, by name.
pub(super) fn shifts(
    standing: &Standing,
    trial: &Trial,
    (before, after): &(Vec<PointUse>, Vec<PointUse>),
) -> Vec<PointShiftView> {
    let mut found: BTreeMap<&str, (Option<&PointUse>, Option<&PointUse>)> = BTreeMap::new();
    for point in before {
        found.entry(&point.id).or_default().0 = Some(point);
    }
    for point in after {
        found.entry(&point.id).or_default().1 = Some(point);
    }
    let name = |id: &str| {
        let own = standing.point_names.get(id);
        trial
            .names
            .get(id)
            .or(own)
            .cloned()
            .unwrap_or_else(|| id.to_owned())
    };
    let stands = |id: &str| standing.posts.capacities.iter().find(|point| point.id == id);
    let would_stand = |id: &str| match trial.points.get(id) {
        Some(changed) => changed.as_ref(),
        None => stands(id),
    };
    let mut views: Vec<_> = found
        .into_iter()
        .map(|(id, (before, after))| PointShiftView {
            name: name(id),
            before: before.map(|used| PointSum::at(used, stands(id))),
            after: after.map(|used| PointSum::at(used, would_stand(id))),
        })
        .collect();
    views.sort_by(|a, b| a.name.cmp(&b.name));
    views
}
