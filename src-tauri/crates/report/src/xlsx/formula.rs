//! Formulas as a sheet writes them.

use rust_xlsxwriter::utility::column_number_to_name;

use crate::model::Condition;
use crate::model::Formula;
use crate::model::Table;
use crate::xlsx::Heights;

/// The cell that a formula stands in.
pub(crate) struct Place<'a> {
    pub(crate) table: &'a Table,
    /// From 0, the header being 0.
    pub(crate) row: u32,
    pub(crate) column: usize,
    pub(crate) heights: &'a Heights,
}

impl Place<'_> {
    /// The formula without its equals sign.
    pub(crate) fn text(&self, formula: &Formula) -> String {
        let here = self.row + 1;
        match formula {
            Formula::Balance { balance, inflow, outflow } => {
                let [balance, inflow, outflow] = [*balance, *inflow, *outflow].map(name);
                format!("{balance}{}+{inflow}{here}-{outflow}{here}", self.row)
            }
            Formula::ColumnSum => {
                let column = name(self.column);
                if self.table.rows.is_empty() { "0".to_owned() } else { format!("SUM({column}2:{column}{})", self.row) }
            }
            Formula::Here(column) => format!("{}{here}", name(*column)),
            Formula::Above(column) => format!("{}{}", name(*column), self.row),
            Formula::SumOf { table, column, which } => {
                let sum = self.range(table, *column);
                if which.is_empty() {
                    return format!("SUM({sum})");
                }
                format!("SUMIFS({sum},{})", self.conditions(table, which))
            }
            Formula::CountOf { table, column, which } => {
                if which.is_empty() {
                    return format!("COUNTA({})", self.range(table, *column));
                }
                format!("COUNTIFS({})", self.conditions(table, which))
            }
            Formula::Plus(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.text(part)).collect();
                format!("({})", parts.join("+"))
            }
            Formula::Minus(part) => format!("-({})", self.text(part)),
            Formula::Equal(left, right) => {
                format!("IF(ROUND({}-({}),2)=0,\"OK\",\"FEJL\")", self.text(left), self.text(right))
            }
        }
    }

    fn conditions(&self, table: &str, which: &[Condition]) -> String {
        let one = |condition: &Condition| match condition {
            Condition::Same { theirs, own } => {
                format!("{},${}{}", self.range(table, *theirs), name(*own), self.row + 1)
            }
            Condition::Is(column, word) => {
                format!("{},\"{}\"", self.range(table, *column), word.replace('"', "\"\""))
            }
        };
        which.iter().map(one).collect::<Vec<_>>().join(",")
    }

    /// A column of a table's rows, without header and sums.
    fn range(&self, table: &str, column: usize) -> String {
        let column = name(column);
        let last = self.heights.get(table).copied().unwrap_or(0).max(1) + 1;
        format!("'{table}'!${column}$2:${column}${last}")
    }
}

fn name(column: usize) -> String {
    column_number_to_name(super::column_number(column))
}
