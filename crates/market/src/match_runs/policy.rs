//! The weights of a run, from what the trade department typed.

use chonoi_domain::field::FieldError;
use chonoi_matching::policy::{Policy, PolicyError};
use serde_json::Value;

use crate::error::Error;

/// The usual weights.
pub(super) fn usual() -> Policy {
    Policy::default()
}

/// The usual weights with those of `given` in their place.
///
/// # Errors
/// [`Error::Invalid`] with the path of the key.
pub(super) fn parse(given: Option<Value>) -> Result<Policy, Error> {
    let Some(given) = given.filter(|value| !value.is_null()) else {
        return Ok(usual());
    };
    let policy: Policy = serde_json::from_value(given)
        .map_err(|error| Error::Invalid(vec![FieldError::new("policy", "policy").with("value", error)]))?;
    policy.check().map_err(refuse)?;
    Ok(policy)
}

fn refuse(error: PolicyError) -> Error {
    let fault = match error {
        PolicyError::Range { key, value, most } => {
            let field = format!("policy.{key}");
            if value < 0 {
                FieldError::new(field, "min").with("min", 0)
            } else {
                FieldError::new(field, "max").with("max", most)
            }
        }
        PolicyError::Syntax(text) => FieldError::new("policy", "policy").with("value", text),
    };
    Error::Invalid(vec![fault])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_key_left_out_keeps_its_usual_weight() {
        let policy = parse(Some(json!({"handling_per_kg": 300}))).unwrap();
        assert_eq!(policy.handling_per_kg, 300);
        assert_eq!(policy.stability_per_kg, usual().stability_per_kg);
        assert_eq!(parse(None).unwrap(), usual());
    }

    #[test]
    fn a_bad_weight_is_named() {
        let field = |given| match parse(Some(given)).unwrap_err() {
            Error::Invalid(fields) => format!("{} {}", fields[0].field, fields[0].rule),
            other => panic!("{other}"),
        };
        assert_eq!(
            field(json!({"handling_per_kg": -1})),
            "policy.handling_per_kg min"
        );
        assert_eq!(
            field(json!({"near_misses": {"days": 9_999}})),
            "policy.near_misses.days max"
        );
        assert_eq!(field(json!({"weight": 1})), "policy policy");
    }
}
