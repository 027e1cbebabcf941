// SPDX-License-Identifier: MIT
/*
 * The textbook rival: workload W2 as a discrete-event program from a textbook would have it. One
 * binary heap of events, the standard library's generator and distributions, two deques a service.
 * It is what sendsim has to beat and a second, independent opinion on W2's answers. It shares no
 * code with sendsim and must not: a rival made from our own parts would prove nothing.
 *
 * The rules are those of W2: whole days; within a day ends of stays, then leavers, then requests,
 * each kind in order of creation. A place that becomes free goes there and then to the head of the
 * list, urgent first, so a newcomer never finds a free place while somebody waits. Those whose
 * patience ends today are passed over at the hand-over: they leave today whatever happens, so this
 * equals "leavers before starts" without an event of its own.
 */
#include <chrono>
#include <cinttypes>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <queue>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include "bench.h"

namespace
{

using namespace heap;

constexpr int32_t horizon_days = 3650;
constexpr uint32_t most_people = 6000;
constexpr double mean_arrival_gap_days = 3650.0 / 6000.0;
constexpr double mean_patience_days = 90.0;
constexpr double mean_gap_days = 42.0;
constexpr double stop_share = 0.05;
constexpr double urgent_share = 0.2;
constexpr double lognormal_cv = 0.8;
constexpr int service_places[services] = {36, 55, 73, 91, 109, 127, 73, 164};
constexpr double service_mean_days[services] = {14, 21, 28, 35, 42, 49, 28, 63};

struct Options {
    uint32_t replicates = 0;
    uint64_t seed = 0;
    uint32_t threads = 0;
    Breakdowns breakdowns = Breakdowns::none;
    bool creation_order = false; /* events of a day by creation alone, whatever their kind */
};

struct Result {
    int64_t people = 0;
    int64_t starts = 0;
    int64_t gave_up = 0;
    int64_t wait_days = 0;    /* of those served */
    int64_t timed_events = 0; /* that did something: stale leavings do not count */
};

/* Kinds of event in the order they take within a day. */
enum Phase : int32_t { end_of_stay, leaving, request, arrival };

struct Event {
    int32_t day;
    Phase phase;
    uint64_t sequence;
    uint32_t person;
    uint32_t ticket; /* the request it belongs to: a leaving is stale once that is answered */
};

struct Later {
    bool by_phase;
    bool operator()(const Event &a, const Event &b) const
    {
        if (a.day != b.day)
            return a.day > b.day;
        if (by_phase && a.phase != b.phase)
            return a.phase > b.phase;
        return a.sequence > b.sequence;
    }
};

struct Person {
    bool urgent = false;
    bool waiting = false;
    uint8_t needed_count = 0;
    uint8_t needed[4] = {0, 0, 0, 0};
    int service = 0;       /* asked for last */
    int left_service = -1; /* whose list was left last, until the next request; -1 none */
    uint32_t ticket = 0;
    int32_t asked_day = 0;
    int32_t leave_day = 0;
    Attributes attributes; /* W2g only */
};

/* Keyed by person, so that asking for groups moves no other draw (splitmix64's finaliser). */
uint64_t keyed_bits(uint64_t seed, uint32_t replicate, uint32_t person)
{
    uint64_t z = seed * 0x9e3779b97f4a7c15u + (static_cast<uint64_t>(replicate) << 32 | person);
    z = (z + 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* ---- One replicate ---- */

class Replicate
{
  public:
    Replicate(const Options &options, uint32_t number, Tables &tables)
        : options_(options), number_(number), tables_(tables),
          events_(Later{!options.creation_order})
    {
        std::seed_seq seeds{static_cast<uint32_t>(options.seed),
                            static_cast<uint32_t>(options.seed >> 32), number};
        random_.seed(seeds);
        const double sigma2 = std::log(1.0 + lognormal_cv * lognormal_cv);
        for (int s = 0; s < services; s++) {
            const double mean = service_mean_days[s];
            exponential_stay_.emplace_back(1.0 / mean);
            lognormal_stay_.emplace_back(std::log(mean) - sigma2 / 2.0, std::sqrt(sigma2));
            free_places_[s] = service_places[s];
        }
    }

    Result run()
    {
        tables_.begin_replicate();
        schedule_arrival();
        while (!events_.empty() && events_.top().day < horizon_days) {
            const Event event = events_.top();
            events_.pop();
            tables_.advance_to(event.day);
            handle(event);
        }
        tables_.advance_to(horizon_days);
        return result_;
    }

  private:
    struct Entry {
        uint32_t person, ticket;
    };

    const Options &options_;
    uint32_t number_;
    Tables &tables_;
    std::mt19937_64 random_;
    std::exponential_distribution<double> arrival_gap_{1.0 / mean_arrival_gap_days};
    std::exponential_distribution<double> patience_{1.0 / mean_patience_days};
    std::exponential_distribution<double> gap_{1.0 / mean_gap_days};
    std::bernoulli_distribution stops_{stop_share}, is_urgent_{urgent_share};
    std::vector<std::exponential_distribution<double>> exponential_stay_;
    std::vector<std::lognormal_distribution<double>> lognormal_stay_;
    std::priority_queue<Event, std::vector<Event>, Later> events_;
    std::deque<Entry> lists_[services][2]; /* urgent, then the others */
    int free_places_[services];
    std::vector<Person> people_;
    double arrival_time_ = 0.0;
    uint64_t sequence_ = 0;
    Result result_;

    void schedule(int32_t day, Phase phase, uint32_t person, uint32_t ticket)
    {
        events_.push({day, phase, sequence_++, person, ticket});
    }

    template <class Law> int32_t draw_days(Law &law)
    {
        return 1 + static_cast<int32_t>(law(random_));
    }

    void schedule_arrival()
    {
        if (people_.size() == most_people)
            return;
        arrival_time_ += arrival_gap_(random_);
        if (arrival_time_ < horizon_days)
            schedule(static_cast<int32_t>(arrival_time_), arrival, 0, 0);
    }

    void handle(const Event &event)
    {
        Person *person = event.phase == arrival ? nullptr : &people_[event.person];
        switch (event.phase) {
        case arrival:
            arrive(event.day);
            break;
        case request:
            ask(event.person, event.day);
            break;
        case end_of_stay:
            tables_.book(person->attributes, person->service, served, nowhere, event.day);
            release(person->service, event.day);
            go_on(event.person, event.day);
            break;
        case leaving:
            if (!person->waiting || person->ticket != event.ticket)
                return;
            person->waiting = false;
            person->left_service = person->service;
            tables_.book(person->attributes, person->service, waiting, left_list, event.day);
            result_.gave_up++;
            go_on(event.person, event.day);
            break;
        }
        result_.timed_events++;
    }

    void arrive(int32_t day)
    {
        Person person;
        const uint32_t id = static_cast<uint32_t>(people_.size());
        person.urgent = is_urgent_(random_);
        person.needed_count = static_cast<uint8_t>(std::uniform_int_distribution<>(1, 4)(random_));
        uint8_t all[services] = {0, 1, 2, 3, 4, 5, 6, 7};
        for (int i = 0; i < person.needed_count; i++) {
            std::swap(all[i], all[std::uniform_int_distribution<>(i, services - 1)(random_)]);
            person.needed[i] = all[i];
        }
        if (options_.breakdowns != Breakdowns::none) {
            const uint64_t bits = keyed_bits(options_.seed, number_, id);
            person.attributes.need = static_cast<int>((bits & 0xfffff) % needs);
            person.attributes.group = static_cast<int>((bits >> 20 & 0xfffff) % groups);
            person.attributes.second_group =
                static_cast<int>((bits >> 40 & 0xfffff) % second_groups);
        }
        people_.push_back(person);
        result_.people++;
        schedule_arrival();
        ask(id, day);
    }

    void ask(uint32_t id, int32_t day)
    {
        Person &person = people_[id];
        const int choice = std::uniform_int_distribution<>(0, person.needed_count - 1)(random_);
        if (person.left_service >= 0)
            tables_.book(person.attributes, person.left_service, left_list, nowhere, day);
        person.left_service = -1;
        person.service = person.needed[choice];
        person.ticket++;
        person.asked_day = day;
        tables_.book(person.attributes, person.service, nowhere, referred, day);
        tables_.book(person.attributes, person.service, referred, assessed, day);
        tables_.book(person.attributes, person.service, assessed, waiting, day);
        if (free_places_[person.service] > 0) {
            free_places_[person.service]--;
            start(id, day);
            return;
        }
        person.waiting = true;
        person.leave_day = day + draw_days(patience_);
        schedule(person.leave_day, leaving, id, person.ticket);
        lists_[person.service][person.urgent ? 0 : 1].push_back({id, person.ticket});
    }

    void start(uint32_t id, int32_t day)
    {
        Person &person = people_[id];
        const size_t s = static_cast<size_t>(person.service);
        person.waiting = false;
        tables_.book(person.attributes, person.service, waiting, served, day);
        result_.starts++;
        result_.wait_days += day - person.asked_day;
        const int32_t stay =
            s % 2 == 0 ? draw_days(exponential_stay_[s]) : draw_days(lognormal_stay_[s]);
        schedule(day + stay, end_of_stay, id, person.ticket);
    }

    /* Direct hand-over: to the head of the list, urgent first, or back among the free places. */
    void release(int service, int32_t day)
    {
        for (auto &list : lists_[service]) {
            while (!list.empty()) {
                const Entry head = list.front();
                const Person &person = people_[head.person];
                list.pop_front();
                if (!person.waiting || person.ticket != head.ticket)
                    continue;
                if (!options_.creation_order && person.leave_day <= day)
                    continue;
                start(head.person, day);
                return;
            }
        }
        free_places_[service]++;
    }

    void go_on(uint32_t id, int32_t day)
    {
        if (!stops_(random_))
            schedule(day + draw_days(gap_), request, id, people_[id].ticket);
    }
};

/* ---- Many replicates, and what they say ---- */

struct Estimate {
    double mean, error; /* error: standard error over replicates */
};

template <class Value> Estimate estimate(const std::vector<Result> &results, Value value)
{
    const double n = static_cast<double>(results.size());
    double sum = 0.0, squares = 0.0;
    for (const Result &result : results)
        sum += value(result);
    const double mean = sum / n;
    for (const Result &result : results)
        squares += (value(result) - mean) * (value(result) - mean);
    return {mean, n > 1.0 ? std::sqrt(squares / (n - 1.0) / n) : 0.0};
}

/* Every table must tell the same story as the counters; false if one does not. */
bool tables_agree(const std::vector<Tables> &tables, const std::vector<Result> &results)
{
    int64_t starts = 0, gave_up = 0;
    for (const Result &result : results) {
        starts += result.starts;
        gave_up += result.gave_up;
    }
    for (size_t b = 0; b < tables[0].count(); b++) {
        int64_t served_in = 0, left_in = 0, passing_days = 0;
        for (const Tables &table : tables) {
            served_in += table.sum(b, served).in;
            left_in += table.sum(b, left_list).in;
            passing_days += table.sum(b, referred).child_days + table.sum(b, assessed).child_days;
        }
        if (served_in != starts || left_in != gave_up || passing_days != 0)
            return false;
    }
    return true;
}

void print(const Options &options, const std::vector<Result> &results, double seconds)
{
    const auto episodes = [](const Result &r) { return double(r.starts + r.gave_up); };
    const Estimate wait =
        estimate(results, [](const Result &r) { return double(r.wait_days) / double(r.starts); });
    const Estimate starts = estimate(results, [](const Result &r) { return double(r.starts); });
    const Estimate gave_up = estimate(results, [](const Result &r) { return double(r.gave_up); });
    const Estimate people = estimate(results, [](const Result &r) { return double(r.people); });
    const Estimate fired =
        estimate(results, [](const Result &r) { return double(r.timed_events); });
    const Estimate all = estimate(results, episodes);
    static const char *const cases[] = {"w2", "w2g", "w2g_each"};

    std::printf("{\"case\":\"%s\",\"order\":\"%s\",\"seed\":%" PRIu64 ",\"threads\":%" PRIu32
                ",\"replicates\":%" PRIu32,
                cases[static_cast<int>(options.breakdowns)],
                options.creation_order ? "creation" : "phases", options.seed, options.threads,
                options.replicates);
    std::printf(",\"people_per_replicate\":%.2f,\"timed_events_per_replicate\":%.2f", people.mean,
                fired.mean);
    std::printf(",\"episodes_per_replicate\":%.2f,\"episodes_se\":%.2f", all.mean, all.error);
    std::printf(",\"starts_per_replicate\":%.2f,\"starts_se\":%.2f", starts.mean, starts.error);
    std::printf(",\"gave_up_per_replicate\":%.2f,\"gave_up_se\":%.2f", gave_up.mean, gave_up.error);
    std::printf(",\"mean_wait_days_of_served\":%.4f,\"mean_wait_se\":%.4f", wait.mean, wait.error);
    std::printf(",\"seconds\":%.6f,\"ns_per_episode\":%.2f}\n", seconds,
                seconds * 1e9 / (all.mean * options.replicates));
}

/* A whole number from low to high, or the end of the program. */
uint64_t read_number(const char *text, const char *name, uint64_t low, uint64_t high)
{
    char *end = nullptr;
    const unsigned long long value = std::strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || value < low || value > high) {
        std::fprintf(stderr, "heap_engine: %s is %s; allowed %" PRIu64 " to %" PRIu64 "\n", name,
                     text, low, high);
        std::exit(64);
    }
    return value;
}

[[noreturn]] void end_with_usage()
{
    std::fputs("Usage: heap_engine REPLICATES SEED THREADS [--groups | --groups-each] "
               "[--creation-order]\n",
               stderr);
    std::exit(64);
}

Options read_options(int argc, char **argv)
{
    Options options;
    if (argc < 4)
        end_with_usage();
    options.replicates = static_cast<uint32_t>(read_number(argv[1], "REPLICATES", 1, 10000000));
    options.seed = read_number(argv[2], "SEED", 0, UINT64_MAX / 2);
    options.threads = static_cast<uint32_t>(read_number(argv[3], "THREADS", 1, 1024));
    for (int i = 4; i < argc; i++) {
        if (std::strcmp(argv[i], "--groups") == 0)
            options.breakdowns = Breakdowns::blocks;
        else if (std::strcmp(argv[i], "--groups-each") == 0)
            options.breakdowns = Breakdowns::each;
        else if (std::strcmp(argv[i], "--creation-order") == 0)
            options.creation_order = true;
        else
            end_with_usage();
    }
    return options;
}

} // namespace

int main(int argc, char **argv)
{
    const Options options = read_options(argc, argv);
    std::vector<Result> results(options.replicates);
    const auto begin = std::chrono::steady_clock::now();
    std::vector<Tables> tables(options.threads, Tables(options.breakdowns));
    const auto work = [&](uint32_t thread) {
        for (uint32_t r = thread; r < options.replicates; r += options.threads)
            results[r] = Replicate(options, r + 1, tables[thread]).run();
    };
    std::vector<std::thread> others;
    for (uint32_t thread = 1; thread < options.threads; thread++)
        others.emplace_back(work, thread);
    work(0);
    for (std::thread &other : others)
        other.join();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;

    if (options.breakdowns != Breakdowns::none && !tables_agree(tables, results)) {
        std::fputs("heap_engine: the tables disagree with the counters\n", stderr);
        return 70;
    }
    print(options, results, took.count());
    return 0;
}
