# SPDX-License-Identifier: MIT
# Completion for bash: commands, every flag of each, and the values that a flag may have.

# Ids of measures, as --fail-if and --precision name them.
_sendsim_measures()
{
    sendsim schema --outputs 2> /dev/null | sed -n '/^## Measures/,$s/^| `\([a-z0-9_]*\)` .*/\1/p'
}

# The next format of a list with commas: those before it stay as they are, and are offered once.
_sendsim_formats()
{
    local before="" format
    if [[ $cur == *,* ]]; then before=${cur%,*},; fi
    for format in csv xlsx html json dfe; do
        [[ ,$before == *,$format,* || $before$format != "$cur"* ]] || COMPREPLY+=("$before$format")
    done
}

_sendsim()
{
    local cur prev words cword split=false
    _init_completion -s || return
    local commands="run check show diff merge schema about"
    COMPREPLY=()
    if ((cword == 1)); then
        mapfile -t COMPREPLY < <(compgen -W "$commands --help --usage --version" -- "$cur")
        return
    fi
    case $prev in
        -o | --out)
            # -o of schema is a flag without a value.
            if [[ ${words[1]} != schema ]]; then
                _filedir -d
                return
            fi
            ;;
        --actuals)
            _filedir csv
            return
            ;;
        --formats)
            _sendsim_formats
            return
            ;;
        --detail)
            mapfile -t COMPREPLY < <(compgen -W "default full" -- "$cur")
            return
            ;;
        --progress)
            mapfile -t COMPREPLY < <(compgen -W "auto always never" -- "$cur")
            return
            ;;
        --shard)
            mapfile -t COMPREPLY < <(compgen -W "slurm 0/2 1/2" -- "$cur")
            return
            ;;
        --time-limit)
            mapfile -t COMPREPLY < <(compgen -W "90s 30m 8h 2d" -- "$cur")
            return
            ;;
        --max-memory)
            mapfile -t COMPREPLY < <(compgen -W "500M 4G" -- "$cur")
            return
            ;;
        --fail-if | --precision)
            mapfile -t COMPREPLY < <(compgen -W "$(_sendsim_measures)" -- "$cur")
            if [[ $prev == --precision && -z $cur ]]; then
                COMPREPLY+=("2%")
            fi
            return
            ;;
        --publish)
            # The value is optional, and only behind an equals sign.
            if [[ $split == true ]]; then
                mapfile -t COMPREPLY < <(compgen -W "7/5 0/5 9/10" -- "$cur")
                return
            fi
            ;;
        -n | -s | --replicates | --seed | --threads | --draws)
            return
            ;;
        -t)
            if [[ ${words[1]} != schema ]]; then return; fi
            ;;
    esac
    if $split; then return; fi
    if [[ $cur == -* ]]; then
        local options="--help --usage --version"
        case ${words[1]} in
            run)
                options+=" --replicates --precision --seed --draws --threads --out --formats --actuals --detail --csv-bom --publish
                    --accept-placeholders --force
                    --keep-replicates --resume --shard --time-limit --max-memory --selfcheck --fail-if --json
                    --progress --quiet --verbose"
                ;;
            check) options+=" --quiet" ;;
            merge) options+=" --out --formats --actuals --detail --csv-bom --publish --accept-placeholders --keep-replicates --force --fail-if --json --quiet" ;;
            about) options+=" --stress" ;;
            schema) options+=" --overlay --text --outputs" ;;
        esac
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
        return
    fi
    case ${words[1]} in
        merge) _filedir ;;
        run | check | show | diff) _filedir json ;;
    esac
} && complete -F _sendsim sendsim
