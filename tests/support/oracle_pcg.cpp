// SPDX-License-Identifier: MIT
// Words of pcg64 as Debian's libpcg-cpp makes them, for test_rng.c.
#include <cstdint>
#include <pcg_random.hpp>

extern "C" void oracle_pcg64(std::uint64_t state_high, std::uint64_t state_low,
                             std::uint64_t stream_high, std::uint64_t stream_low,
                             std::uint64_t *words, std::int32_t count);

extern "C" void oracle_pcg64(std::uint64_t state_high, std::uint64_t state_low,
                             std::uint64_t stream_high, std::uint64_t stream_low,
                             std::uint64_t *words, std::int32_t count)
{
    using wide = pcg_extras::pcg128_t;
    pcg64 generator((wide(state_high) << 64) | wide(state_low),
                    (wide(stream_high) << 64) | wide(stream_low));
    for (std::int32_t i = 0; i < count; i++)
        words[i] = generator();
}
