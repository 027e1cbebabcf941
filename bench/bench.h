// SPDX-License-Identifier: MIT
/*
 * The rival's tables for W2g: who is in which state, by month, service and breakdown. Used by
 * heap_engine.cpp alone.
 */
#ifndef SEN_BENCH_BENCH_H
#define SEN_BENCH_BENCH_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace heap
{

constexpr int services = 8;
enum class Breakdowns { none, blocks, each };

enum State { nowhere = -1, referred, assessed, waiting, served, left_list, states };
constexpr int needs = 6, groups = 5, second_groups = 8, months = 120;
constexpr int32_t month_days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

/* What a person keeps for life, as indexes. */
struct Attributes {
    int need = 0, group = 0, second_group = 0;
};

struct Cell {
    int64_t stock = 0, child_days = 0, in = 0, out = 0;
};

/*
 * One table a breakdown, one cell a (value, service, state), and one add for each table at each
 * change. `blocks` keeps the two joint tables W2g asks for; `each` keeps the four margins as well,
 * as a program does that has a table for every breakdown it prints.
 */
class Tables
{
  public:
    explicit Tables(Breakdowns breakdowns)
    {
        if (breakdowns == Breakdowns::none)
            return;
        sizes_ = {needs * groups, needs * second_groups};
        if (breakdowns == Breakdowns::each)
            sizes_.insert(sizes_.end(), {1, needs, groups, second_groups});
        for (int size : sizes_) {
            now_.emplace_back(static_cast<size_t>(size * services * states));
            totals_.emplace_back(static_cast<size_t>(months * size * services * states));
        }
    }

    void begin_replicate()
    {
        month_ = 0;
        month_end_ = month_days[0];
        for (auto &table : now_)
            table.assign(table.size(), Cell());
    }

    /* Close every month that ends on or before `day`. */
    void advance_to(int32_t day)
    {
        if (sizes_.empty())
            return;
        while (month_ < months && month_end_ <= day) {
            close_month();
            if (++month_ < months)
                open_month(month_days[month_ % 12]);
        }
    }

    /* One move of one person on `day`; `from` or `to` may be `nowhere`. */
    void book(const Attributes &who, int service, State from, State to, int32_t day)
    {
        if (sizes_.empty())
            return;
        const int values[6] = {who.need * groups + who.group,
                               who.need * second_groups + who.second_group,
                               0,
                               who.need,
                               who.group,
                               who.second_group};
        const int32_t left_days = month_end_ - day;
        for (size_t b = 0; b < sizes_.size(); b++) {
            const size_t row = static_cast<size_t>((values[b] * services + service) * states);
            if (from != nowhere) {
                Cell &cell = now_[b][row + static_cast<size_t>(from)];
                cell.stock--;
                cell.child_days -= left_days;
                cell.out++;
            }
            if (to != nowhere) {
                Cell &cell = now_[b][row + static_cast<size_t>(to)];
                cell.stock++;
                cell.child_days += left_days;
                cell.in++;
            }
        }
    }

    size_t count() const
    {
        return sizes_.size();
    }

    /* Over all months, values and services of one table. */
    Cell sum(size_t table, State state) const
    {
        Cell sum;
        for (size_t i = static_cast<size_t>(state); i < totals_[table].size(); i += states) {
            sum.stock += totals_[table][i].stock;
            sum.child_days += totals_[table][i].child_days;
            sum.in += totals_[table][i].in;
            sum.out += totals_[table][i].out;
        }
        return sum;
    }

  private:
    std::vector<int> sizes_;
    std::vector<std::vector<Cell>> now_, totals_; /* totals over replicates, month by month */
    int month_ = 0;
    int32_t month_end_ = 0;

    void close_month()
    {
        for (size_t b = 0; b < sizes_.size(); b++) {
            Cell *total = &totals_[b][static_cast<size_t>(month_) * now_[b].size()];
            for (const Cell &cell : now_[b]) {
                total->stock += cell.stock;
                total->child_days += cell.child_days;
                total->in += cell.in;
                total->out += cell.out;
                total++;
            }
        }
    }

    void open_month(int32_t days)
    {
        month_end_ += days;
        for (auto &table : now_)
            for (Cell &cell : table)
                cell = {cell.stock, cell.stock * days, 0, 0};
    }
};

} // namespace heap

#endif
