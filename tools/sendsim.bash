# SPDX-License-Identifier: MIT
# Completion for bash.
_sendsim()
{
    local cur prev words cword
    _init_completion || return
    local commands="run check show diff merge schema about"
    if ((cword == 1)); then
        mapfile -t COMPREPLY < <(compgen -W "$commands --help --version" -- "$cur")
        return
    fi
    case $prev in
        -o | --out)
            _filedir -d
            return
            ;;
        --actuals)
            _filedir csv
            return
            ;;
        --formats)
            mapfile -t COMPREPLY < <(compgen -W "csv xlsx html json dfe csv,xlsx,html,json csv,xlsx,html,json,dfe" -- "$cur")
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
        -n | -s | -t | --replicates | --seed | --threads | --draws | --shard | --time-limit | \
            --max-memory | --fail-if | --precision)
            return
            ;;
    esac
    if [[ $cur == -* ]]; then
        local options="--help"
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
    if [[ ${words[1]} == merge ]]; then
        _filedir
    else
        _filedir json
    fi
} && complete -F _sendsim sendsim
