//! Reasons of the engine as codes with values, free of the engine's types: the edge turns them into sentences.

use std::collections::BTreeMap;

use chonoi_domain::id::ProductId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::error::Error;

/// Why something is as it is in a plan. Prices are đồng per 1,000 base units, quantities base units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonView {
    /// Stable code, for example `margin`.
    pub code: String,
    /// Its values.
    #[serde(flatten)]
    pub params: Map<String, Value>,
}

/// What keeps a pair apart, and by how much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObstacleView {
    /// Stable code, for example `price`.
    pub constraint: String,
    /// Its values.
    #[serde(default)]
    pub by: Map<String, Value>,
    /// What would be traded; its base unit is that of the values.
    pub product: ProductId,
}

/// The reasons in their kept form.
pub(crate) fn write(reasons: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(reasons).map_err(Error::internal)
}

/// The reasons with what collection points are called in place of their ids: a report says what was so when it was made.
pub(crate) fn naming(reasons: &impl Serialize, names: &BTreeMap<String, String>) -> Result<Value, Error> {
    let mut reasons = serde_json::to_value(reasons).map_err(Error::internal)?;
    for reason in reasons.as_array_mut().into_iter().flatten() {
        let point = reason.get_mut("point");
        if let Some(Value::String(point)) = point
            && let Some(name) = names.get(point)
        {
            point.clone_from(name);
        }
    }
    Ok(reasons)
}

/// The reasons from their kept form.
pub(crate) fn read(text: &str) -> Result<Vec<ReasonView>, Error> {
    serde_json::from_str(text).map_err(Error::internal)
}

/// An obstacle from its kept form.
pub(crate) fn read_obstacle(text: &str, product: &ProductId) -> Result<ObstacleView, Error> {
    #[derive(Deserialize)]
    struct Kept {
        constraint: String,
        #[serde(default)]
        by: Map<String, Value>,
    }
    let kept: Kept = serde_json::from_str(text).map_err(Error::internal)?;
    Ok(ObstacleView {
        constraint: kept.constraint,
        by: kept.by,
        product: product.clone(),
    })
}

#[cfg(test)]
mod tests {
    use chonoi_domain::quantity::UnitPrice;
    use chonoi_matching::reason::{Condition, Obstacle, Reason};

    use super::*;

    #[test]
    fn the_engines_reasons_come_out_as_codes_with_values() {
        let reasons = [
            Reason::Margin {
                per_thousand: UnitPrice(1_500),
            },
            Reason::Blocked {
                by: Condition::ShelfLife,
                pairs: 2,
            },
            Reason::Continues,
        ];
        let read = read(&write(&reasons).unwrap()).unwrap();
        let shown: Vec<String> = read
            .iter()
            .map(|r| format!("{} {:?}", r.code, r.params))
            .collect();
        expect_test::expect![[r#"
            [
                "margin {\"per_thousand\": Number(1500)}",
                "blocked {\"by\": String(\"shelf_life\"), \"pairs\": Number(2)}",
                "continues {}",
            ]
        "#]]
        .assert_debug_eq(&shown);
    }

    #[test]
    fn an_obstacle_keeps_its_values() {
        let obstacle = Obstacle::ShelfLife { hours: 12 };
        let read = read_obstacle(&write(&obstacle).unwrap(), &"tom-su".into()).unwrap();
        assert_eq!(read.constraint, "shelf_life");
        assert_eq!(read.by.get("hours"), Some(&Value::from(12)));
    }
}
