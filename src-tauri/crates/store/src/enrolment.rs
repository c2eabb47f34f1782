//! Who may do what: roles given to keys by an administrator's key. The first person enrolled is administrator too.

use std::collections::BTreeSet;

use rusqlite::Connection;
use rusqlite::params;
use trepunkt_core::id::OperationId;
use trepunkt_core::role::Role;
use trepunkt_core::wall_time::WallTime;
use trepunkt_seal::Identity;
use trepunkt_seal::PublicIdentity;
use trepunkt_seal::PublicKey;
use trepunkt_seal::Signature;

use crate::Act;
use crate::OperationKind;
use crate::Result;
use crate::StoreError;
use crate::Workspace;
use crate::error::Attempt;
use crate::operations;
use crate::row::collect;

/// A role given or withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// The operation.
    pub operation: OperationId,
    /// When.
    pub at: WallTime,
    /// The person's name, as their identity has it.
    pub name: String,
    /// The person's key.
    pub key: PublicKey,
    /// The role.
    pub role: Role,
    /// True when it was taken away.
    pub is_withdrawn: bool,
    /// The administrator's key.
    pub by: PublicKey,
    /// The administrator's signature.
    pub signature: Signature,
}

/// A person with the roles that hold now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name.
    pub name: String,
    /// The key.
    pub key: PublicKey,
    /// The roles; never empty.
    pub roles: BTreeSet<Role>,
    /// When the person was first enrolled.
    pub since: WallTime,
}

impl Workspace {
    /// Gives a person a role. The first one enrolled enrols itself, and becomes administrator too.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] when `by` is no administrator, or the person has the role already.
    pub fn enrol(&mut self, person: &PublicIdentity, role: Role, by: &Identity, act: &Act<'_>) -> Result<OperationId> {
        self.write(|transaction| {
            let people = people(&all(transaction, None)?);
            if people.is_empty() {
                if by.public() != *person {
                    return Err(StoreError::NotAllowed("den første, der optages, optager sig selv"));
                }
                let roles = if role == Role::Administrator { vec![role] } else { vec![Role::Administrator, role] };
                return append(transaction, person, &roles, false, by, act);
            }
            is_administrator(&people, by)?;
            if people.iter().any(|known| known.key == person.key && known.roles.contains(&role)) {
                return Err(StoreError::NotAllowed("personen har allerede den rolle"));
            }
            append(transaction, person, &[role], false, by, act)
        })
    }

    /// Takes a role from a person.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] when `by` is no administrator, the person has not the role, or nobody would be
    /// administrator afterwards.
    pub fn withdraw_role(&mut self, key: PublicKey, role: Role, by: &Identity, act: &Act<'_>) -> Result<OperationId> {
        self.write(|transaction| {
            let people = people(&all(transaction, None)?);
            is_administrator(&people, by)?;
            let person = people.iter().find(|person| person.key == key && person.roles.contains(&role));
            let person = person.ok_or(StoreError::NotAllowed("personen har ikke den rolle"))?;
            let administrators = people.iter().filter(|person| person.roles.contains(&Role::Administrator)).count();
            if role == Role::Administrator && administrators == 1 {
                return Err(StoreError::NotAllowed("der skal være mindst én administrator"));
            }
            let person = PublicIdentity { name: person.name.clone(), key };
            append(transaction, &person, &[role], true, by, act)
        })
    }

    /// Everybody who has a role; with `until` as it was after that operation.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn people(&self, until: Option<OperationId>) -> Result<Vec<Person>> {
        self.read(|connection| Ok(people(&all(connection, until)?)))
    }

    /// Every role given or withdrawn, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn enrolments(&self) -> Result<Vec<Enrolment>> {
        self.read(|connection| all(connection, None))
    }

    /// The enrolments whose signature does not prove them, or whose signer was no administrator then.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn unproven_enrolments(&self) -> Result<Vec<OperationId>> {
        self.read(|connection| {
            let workspace = identity(connection)?;
            let enrolments = all(connection, None)?;
            let mut unproven = Vec::new();
            for (position, one) in enrolments.iter().enumerate() {
                let before = people(&enrolments[..position]);
                let is_first = before.is_empty() && one.by == one.key && one.role == Role::Administrator;
                let may = |person: &Person| person.key == one.by && person.roles.contains(&Role::Administrator);
                let message = message(&workspace, position, &one.name, one.key, one.role, one.is_withdrawn);
                if !(is_first || before.iter().any(may)) || !one.by.proves(&message, &one.signature) {
                    unproven.push(one.operation);
                }
            }
            Ok(unproven)
        })
    }

    /// The workspace's own random identity, which every statement about it names.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn identity(&self) -> Result<[u8; 16]> {
        identity(&self.connection)
    }
}

/// The person with the key, when they have the role.
pub(crate) fn with_role(connection: &Connection, key: PublicKey, role: Role) -> Result<Person> {
    let people = people(&all(connection, None)?);
    let person = people.into_iter().find(|person| person.key == key);
    let person = person.ok_or(StoreError::NotAllowed("nøglen er ikke optaget i arbejdsmappen"))?;
    if person.roles.contains(&role) { Ok(person) } else { Err(StoreError::NotAllowed(lacking(role))) }
}

const fn lacking(role: Role) -> &'static str {
    match role {
        Role::Preparer => "personen er ikke forbereder",
        Role::Approver => "personen er ikke godkender",
        Role::Auditor => "personen er ikke revisor",
        Role::Administrator => "personen er ikke administrator",
    }
}

fn is_administrator(people: &[Person], by: &Identity) -> Result<()> {
    let key = by.public().key;
    let is_one = people.iter().any(|person| person.key == key && person.roles.contains(&Role::Administrator));
    if is_one { Ok(()) } else { Err(StoreError::NotAllowed("kun en administrator kan give og tage roller")) }
}

/// The workspace's own random identity.
pub(crate) fn identity(connection: &Connection) -> Result<[u8; 16]> {
    connection
        .query_row("SELECT identity FROM workspace", [], |row| row.get(0))
        .attempt("læse arbejdsmappens identitet")
}

/// What an administrator signs. The number keeps an old enrolment from being used again.
fn message(workspace: &[u8; 16], number: usize, name: &str, key: PublicKey, role: Role, is_withdrawn: bool) -> Vec<u8> {
    let verb = if is_withdrawn { "fratages" } else { "gives" };
    let workspace: String = workspace.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("trepunkt-rolle 1\n{workspace}\n{number}\n{name}\n{key}\n{}\n{verb}\n", role.text()).into_bytes()
}

fn append(
    connection: &Connection,
    person: &PublicIdentity,
    roles: &[Role],
    is_withdrawn: bool,
    by: &Identity,
    act: &Act<'_>,
) -> Result<OperationId> {
    let attempted = "gemme en rolle";
    let workspace = identity(connection)?;
    let words: Vec<&str> = roles.iter().map(|role| role.text()).collect();
    let verb = if is_withdrawn { "fratog" } else { "gav" };
    let detail = format!("{verb} {} {}", words.join("+"), &person.key.to_string()[..16]);
    let operation = operations::append(connection, OperationKind::Enrolment, &detail, None, act)?;
    let sql = "INSERT INTO enrolment (operation_id, name, public_key, role, is_withdrawn, by_key, signature) \
               VALUES (?, ?, ?, ?, ?, ?, ?)";
    for role in roles {
        let number = all(connection, None)?.len();
        let signature = by.sign(&message(&workspace, number, &person.name, person.key, *role, is_withdrawn));
        let (key, by) = (person.key.0, by.public().key.0);
        let row = params![operation.0, person.name, key, role.number(), is_withdrawn, by, signature.0];
        connection.execute(sql, row).attempt(attempted)?;
    }
    Ok(operation)
}

/// Everybody who had a role after the operation.
pub(crate) fn people_until(connection: &Connection, until: OperationId) -> Result<Vec<Person>> {
    Ok(people(&all(connection, Some(until))?))
}

fn all(connection: &Connection, until: Option<OperationId>) -> Result<Vec<Enrolment>> {
    let sql = "SELECT e.operation_id, o.at, e.name, e.public_key, e.role, e.is_withdrawn, e.by_key, e.signature \
               FROM enrolment e JOIN operation o ON o.id = e.operation_id WHERE e.operation_id <= ? ORDER BY e.id";
    let last = until.map_or(i64::MAX, |operation| operation.0);
    collect(connection, "læse rollerne", sql, [last], |row| {
        Ok(Enrolment {
            operation: OperationId(row.get(0)?),
            at: WallTime::from_seconds(row.get(1)?),
            name: row.get(2)?,
            key: PublicKey(row.get(3)?),
            role: row.made(4, "en rolle", Role::from_number)?,
            is_withdrawn: row.get(5)?,
            by: PublicKey(row.get(6)?),
            signature: Signature(row.get(7)?),
        })
    })
}

/// The roles that hold after some enrolments.
fn people(enrolments: &[Enrolment]) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    for one in enrolments {
        let place = people.iter().position(|person| person.key == one.key).unwrap_or_else(|| {
            people.push(Person { name: one.name.clone(), key: one.key, roles: BTreeSet::new(), since: one.at });
            people.len() - 1
        });
        if one.is_withdrawn {
            people[place].roles.remove(&one.role);
        } else {
            people[place].roles.insert(one.role);
        }
    }
    people.retain(|person| !person.roles.is_empty());
    people
}
