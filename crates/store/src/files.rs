//! Uploaded files: what they are and whose; their bytes lie in the object store.

use chonoi_domain::id::{FileId, OrganisationId, UserId};
use chonoi_domain::words;
use sea_orm::entity::prelude::*;
use sea_orm::{Order, QueryOrder, QuerySelect, Set};

use crate::connection::{Reader, Tx};
use crate::error::StoreError;
use row::{ActiveModel, Column, Entity, Model};

pub(crate) mod row {
    //! The table `files`.
    #![expect(
        unreachable_pub,
        reason = "the derive wants public items; this module keeps them to the crate"
    )]
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "files")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation: Uuid,
        pub uploaded_by: Option<Uuid>,
        pub kind: String,
        pub mime: String,
        pub name: Option<String>,
        pub bytes: i64,
        pub width: Option<i32>,
        pub height: Option<i32>,
        pub digest: String,
        pub created_at: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

words! {
    /// What a file is for.
    FileKind {
        /// A picture of goods; public with the offer that shows it.
        Photo = "photo",
        /// A scan of a certificate; for its organisation and the trade department.
        Document = "document",
    }
}

/// An uploaded file.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct File {
    /// Its id, also its name in the object store.
    pub id: FileId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Who uploaded it; `None` for the program itself.
    pub uploaded_by: Option<UserId>,
    /// What it is for.
    pub kind: FileKind,
    /// Media type of the bytes as stored.
    pub mime: String,
    /// The name it was uploaded under, for documents only.
    pub name: Option<String>,
    /// Length of the bytes as stored.
    pub bytes: i64,
    /// Width and height of a picture in pixels.
    pub size: Option<(i32, i32)>,
    /// SHA-256 of the bytes as stored, in hex.
    pub digest: String,
    /// When it was uploaded, UTC ms.
    pub created_at: i64,
}

/// Writes a new file's row.
///
/// # Errors
/// [`StoreError::Constraint`] when the organisation is unknown.
pub async fn insert(tx: &Tx, file: &File) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: Set(file.id.0),
        organisation: Set(file.organisation.0),
        uploaded_by: Set(file.uploaded_by.map(|user| user.0)),
        kind: Set(file.kind.to_string()),
        mime: Set(file.mime.clone()),
        name: Set(file.name.clone()),
        bytes: Set(file.bytes),
        width: Set(file.size.map(|(width, _)| width)),
        height: Set(file.size.map(|(_, height)| height)),
        digest: Set(file.digest.clone()),
        created_at: Set(file.created_at),
    };
    Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// The file of that id.
///
/// # Errors
/// [`StoreError`].
pub async fn find(db: &impl Reader, id: FileId) -> Result<Option<File>, StoreError> {
    Entity::find_by_id(id.0).one(db).await?.map(read).transpose()
}

/// Those of `ids` that are photos of `organisation`.
///
/// # Errors
/// [`StoreError`].
pub async fn photos_of(
    db: &impl Reader,
    organisation: OrganisationId,
    ids: &[FileId],
) -> Result<Vec<FileId>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Id.is_in(ids.iter().map(|id| id.0)))
        .filter(Column::Organisation.eq(organisation.0))
        .filter(Column::Kind.eq(FileKind::Photo.as_str()))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| FileId(row.id)).collect())
}

/// Up to `limit` files uploaded before `before` (UTC ms) with ids above `after`, in id order.
///
/// # Errors
/// [`StoreError`].
pub async fn older_than(
    db: &impl Reader,
    before: i64,
    after: Option<FileId>,
    limit: u64,
) -> Result<Vec<File>, StoreError> {
    let mut query = Entity::find().filter(Column::CreatedAt.lt(before));
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after.0));
    }
    let rows = query
        .order_by(Column::Id, Order::Asc)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Whether an offer shows `file` or a certificate names it.
///
/// # Errors
/// [`StoreError`].
pub async fn is_used(db: &impl Reader, file: &File) -> Result<bool, StoreError> {
    if crate::offers::shows_photo(db, file.organisation, file.id, false).await? {
        return Ok(true);
    }
    let named = crate::certificates::row::Entity::find()
        .filter(crate::certificates::row::Column::FileId.eq(file.id.0))
        .count(db)
        .await?;
    Ok(named > 0)
}

/// Removes a file's row; whether there was one.
///
/// # Errors
/// [`StoreError`].
pub async fn remove(tx: &Tx, id: FileId) -> Result<bool, StoreError> {
    Ok(Entity::delete_by_id(id.0).exec(&**tx).await?.rows_affected == 1)
}

fn read(row: Model) -> Result<File, StoreError> {
    Ok(File {
        id: FileId(row.id),
        organisation: OrganisationId(row.organisation),
        uploaded_by: row.uploaded_by.map(UserId),
        kind: row.kind.parse().map_err(|e| StoreError::corrupt("files", e))?,
        mime: row.mime,
        name: row.name,
        bytes: row.bytes,
        size: row.width.zip(row.height),
        digest: row.digest,
        created_at: row.created_at,
    })
}
