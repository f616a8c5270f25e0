//! Organisations: registered, found, changed under their version.

use std::collections::BTreeMap;

use chonoi_domain::actor::{OrganisationKind, Verification};
use chonoi_domain::fold::fold;
use chonoi_domain::id::{OrganisationId, PlaceCode, UserId};
use chonoi_domain::organisation::{Contact, Decision, Organisation};
use chonoi_domain::post::offer::Offer;
use chonoi_domain::post::request::Request;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, LikeExpr};
use sea_orm::{Condition, Order, QueryOrder, QuerySelect, Set};

use crate::connection::{Reader, Tx};
use crate::error::StoreError;
use crate::posts;
use row::{ActiveModel, Column, Entity, Model};

pub(crate) mod row {
    //! The table `organisations`.
    #![expect(
        unreachable_pub,
        reason = "the derive wants public items; this module keeps them to the crate"
    )]
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "organisations")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        #[sea_orm(unique)]
        pub code: Option<String>,
        pub name: String,
        pub short_name: String,
        pub kind: String,
        pub tax_code: Option<String>,
        pub place: String,
        #[sea_orm(column_type = "Text")]
        pub capabilities: String,
        pub verification: String,
        pub decided_by: Option<Uuid>,
        pub decided_at: Option<i64>,
        #[sea_orm(column_type = "Text", nullable)]
        pub decision_note: Option<String>,
        pub demo: bool,
        pub source_id: Option<String>,
        pub contact_name: Option<String>,
        pub phone: Option<String>,
        pub email: Option<String>,
        #[sea_orm(column_type = "Text")]
        pub search: String,
        pub version: i64,
        pub created_at: i64,
        pub updated_at: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Which organisations a list holds; empty conditions hold for all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Words that all occur in the names or the tax code, with or without marks.
    pub q: Option<String>,
    /// Its kind.
    pub kind: Option<OrganisationKind>,
    /// One of these states.
    pub verification: Vec<Verification>,
    /// Seated in one of these places.
    pub places: Vec<PlaceCode>,
}

/// Keeps a new organisation.
///
/// # Errors
/// [`StoreError::Duplicate`] of `organisations` when its id or code is taken.
pub async fn insert(tx: &Tx, organisation: &Organisation) -> Result<(), StoreError> {
    Entity::insert(active(organisation)?)
        .exec_without_returning(&**tx)
        .await?;
    Ok(())
}

/// Writes `organisation` over the row of its id that still has version `was`; `false` when there is none.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn update(tx: &Tx, organisation: &Organisation, was: i64) -> Result<bool, StoreError> {
    let done = Entity::update_many()
        .set(active(organisation)?)
        .filter(Column::Id.eq(organisation.id.0))
        .filter(Column::Version.eq(was))
        .exec(&**tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// The organisation of that id.
///
/// # Errors
/// [`StoreError`].
pub async fn find(db: &impl Reader, id: OrganisationId) -> Result<Option<Organisation>, StoreError> {
    let row = Entity::find_by_id(id.0).one(db).await?;
    row.map(parse).transpose()
}

/// The organisation that files name by `code`.
///
/// # Errors
/// [`StoreError`].
pub async fn find_by_code(db: &impl Reader, code: &str) -> Result<Option<Organisation>, StoreError> {
    let row = Entity::find().filter(Column::Code.eq(code)).one(db).await?;
    row.map(parse).transpose()
}

/// The organisations of those ids, in no particular order; unknown ids are left out.
///
/// # Errors
/// [`StoreError`].
pub async fn find_many(db: &impl Reader, ids: &[OrganisationId]) -> Result<Vec<Organisation>, StoreError> {
    let mut found = Vec::with_capacity(ids.len());
    // SQLite takes at most 32,766 values in a statement.
    for part in ids.chunks(10_000) {
        let ids = part.iter().map(|id| id.0);
        let rows = Entity::find().filter(Column::Id.is_in(ids)).all(db).await?;
        for row in rows {
            found.push(parse(row)?);
        }
    }
    Ok(found)
}

/// Ids of the organisations in that state.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn ids_in(db: &impl Reader, state: Verification) -> Result<Vec<OrganisationId>, StoreError> {
    let ids: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Verification.eq(state.as_str()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(OrganisationId).collect())
}

/// Up to `limit` organisations by name after the one of id `after`, and how many there are in all.
///
/// # Errors
/// [`StoreError`].
pub async fn list(
    db: &impl Reader,
    filter: &Filter,
    after: Option<OrganisationId>,
    limit: u64,
) -> Result<(Vec<Organisation>, u64), StoreError> {
    let matching = Entity::find().filter(condition(filter));
    let total = matching.clone().count(db).await?;
    let mut page = matching;
    if let Some(last) = match after {
        Some(id) => Entity::find_by_id(id.0).one(db).await?,
        None => None,
    } {
        let same_name_later = Column::Search.eq(last.search.clone()).and(Column::Id.gt(last.id));
        page = page.filter(Column::Search.gt(last.search).or(same_name_later));
    }
    let rows = page
        .order_by(Column::Search, Order::Asc)
        .order_by(Column::Id, Order::Asc)
        .limit(limit)
        .all(db)
        .await?;
    let found = rows.into_iter().map(parse).collect::<Result<_, _>>()?;
    Ok((found, total))
}

/// How many published offers and requests each of these organisations has; those with none are left out.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn open_posts(
    db: &impl Reader,
    ids: &[OrganisationId],
) -> Result<BTreeMap<OrganisationId, (i64, i64)>, StoreError> {
    let mut open = BTreeMap::<_, (i64, i64)>::new();
    for (id, posts) in posts::published_by::<Offer>(db, ids).await? {
        open.entry(id).or_default().0 = posts;
    }
    for (id, posts) in posts::published_by::<Request>(db, ids).await? {
        open.entry(id).or_default().1 = posts;
    }
    Ok(open)
}

fn condition(filter: &Filter) -> Condition {
    let mut all = Condition::all();
    for word in fold(filter.q.as_deref().unwrap_or_default()).split(' ') {
        if !word.is_empty() {
            all = all.add(Column::Search.like(containing(word)));
        }
    }
    if let Some(kind) = filter.kind {
        all = all.add(Column::Kind.eq(kind.as_str()));
    }
    if !filter.verification.is_empty() {
        all = all.add(Column::Verification.is_in(filter.verification.iter().map(|v| v.as_str())));
    }
    if !filter.places.is_empty() {
        all = all.add(Column::Place.is_in(filter.places.iter().map(PlaceCode::as_str)));
    }
    all
}

/// A LIKE pattern that takes `word` literally.
fn containing(word: &str) -> LikeExpr {
    let literal = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    LikeExpr::new(format!("%{literal}%")).escape('\\')
}

fn active(o: &Organisation) -> Result<ActiveModel, StoreError> {
    let capabilities =
        serde_json::to_string(&o.capabilities).map_err(|e| StoreError::corrupt("organisations", e))?;
    let decision = o.decision.as_ref();
    Ok(ActiveModel {
        id: Set(o.id.0),
        code: Set(o.code.clone()),
        name: Set(o.name.clone()),
        short_name: Set(o.short_name.clone()),
        kind: Set(o.kind.as_str().to_owned()),
        tax_code: Set(o.tax_code.clone()),
        place: Set(o.place.0.clone()),
        capabilities: Set(capabilities),
        verification: Set(o.verification.as_str().to_owned()),
        decided_by: Set(decision.map(|d| d.by.0)),
        decided_at: Set(decision.map(|d| d.at)),
        decision_note: Set(decision.and_then(|d| d.note.clone())),
        demo: Set(o.demo),
        source_id: Set(o.source_id.clone()),
        contact_name: Set(o.contact.name.clone()),
        phone: Set(o.contact.phone.clone()),
        email: Set(o.contact.email.clone()),
        search: Set(o.search_text()),
        version: Set(o.version),
        created_at: Set(o.created_at),
        updated_at: Set(o.updated_at),
    })
}

fn parse(row: Model) -> Result<Organisation, StoreError> {
    let wrong = |e: &dyn std::fmt::Display| StoreError::corrupt("organisations", e);
    Ok(Organisation {
        id: row.id.into(),
        code: row.code,
        name: row.name,
        short_name: row.short_name,
        kind: row.kind.parse().map_err(|e| wrong(&e))?,
        tax_code: row.tax_code,
        place: PlaceCode(row.place),
        capabilities: serde_json::from_str(&row.capabilities).map_err(|e| wrong(&e))?,
        verification: row.verification.parse().map_err(|e| wrong(&e))?,
        decision: row.decided_by.zip(row.decided_at).map(|(by, at)| Decision {
            by: UserId(by),
            at,
            note: row.decision_note,
        }),
        demo: row.demo,
        source_id: row.source_id,
        contact: Contact {
            name: row.contact_name,
            phone: row.phone,
            email: row.email,
        },
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
