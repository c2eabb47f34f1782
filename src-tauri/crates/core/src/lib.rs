//! The nouns and laws of reconciliation.
//!
//! What is here: money in øre, months, persons, companies, what a delivered file becomes
//! ([`record`]), what a rule says ([`rule`]) and what a run finds ([`result`]), and the Danish
//! words for it ([`wording`]).
//!
//! What is deliberately not here: files, databases, clocks, randomness, threads, serialization of
//! results, and any idea of a window. Time is always a parameter.
//!
//! Start reading at [`record`], then [`result`].
//!
//! ```
//! use trepunkt_core::money::Money;
//! let paid = Money::from_minor(1_255_000);
//! assert_eq!(paid.to_string(), "12.550,00", "money shows itself the Danish way");
//! ```

pub mod bank;
pub mod bank_day;
pub mod cause;
pub mod check;
pub mod code;
pub mod company;
pub mod cutoff;
pub mod delivery;
pub mod evidence;
pub mod id;
pub mod invoice;
pub mod money;
pub mod payment;
pub mod payment_line;
pub mod payment_wording;
pub mod period;
pub mod person;
pub mod progress;
pub mod record;
pub mod result;
pub mod role;
pub mod rule;
pub mod source;
pub mod text_pool;
pub mod wall_time;
pub mod wording;
pub mod work;
