using System.Reflection;
using ILComicGAN.PtxMachine.Execution;
using ILComicGAN.PtxMachine.Syntax;
using ILComicGAN.PtxMachine.Translation;

namespace ILComicGAN.PtxMachine.Programs;

/// <summary>Turns statements into instructions; what is not supported is refused with its line.</summary>
internal sealed class InstructionDecoder(PtxKernel kernel)
{
    private static readonly Dictionary<string, MethodInfo> s_lanes = Collect(typeof(LaneFunctions));
    private static readonly Dictionary<string, MethodInfo> s_comparisons = Collect(typeof(LaneComparisons));
    private static readonly Dictionary<string, MethodInfo> s_vectors = Collect(typeof(VectorFunctions));

    /// <summary>All functions of one lane with the instructions they stand for.</summary>
    public static IReadOnlyDictionary<string, MethodInfo> Lanes => s_lanes;

    public static IReadOnlyDictionary<string, MethodInfo> Vectors => s_vectors;

    public static Instruction Decode(Statement s)
    {
        string[] words = s.Words;
        PtxType type = PtxTypes.Parse(words[^1]);
        return words[0] switch
        {
            "mov" => Move(s, type),
            "ld" or "ldu" => Load(s, type),
            "st" => Store(s, type),
            "cvta" => new Instruction { Statement = s, Kind = InstructionKind.Move, Type = type, Results = [s.Operands[0]], Sources = [AddressOf(s)], Mode = Window(s) },
            "cvt" when words.Contains("f16x2") => Function(s, PtxType.F16X2),
            "cvt" => Convert(s, type),
            "setp" or "testp" => Compare(s, type),
            "selp" => Select(s, type),
            "slct" when words.Length > 2 => Function(s, PtxTypes.Parse(words[^2])),
            "and" or "or" or "xor" or "not" when type == PtxType.Pred => new Instruction
            {
                Statement = s, Kind = InstructionKind.Logic, Type = type, Mode = words[0], Results = [Register(s, 0)], Sources = [.. s.Operands.Skip(1)],
            },
            "bra" => new Instruction { Statement = s, Kind = InstructionKind.Branch, Mode = words.Contains("uni") ? "uni" : "" },
            "brx" => new Instruction { Statement = s, Kind = InstructionKind.IndexedBranch, Sources = [Register(s, 0)] },
            "ret" or "exit" => new Instruction { Statement = s, Kind = InstructionKind.Exit },
            "bar" or "barrier" => Barrier(s),
            "membar" or "fence" => new Instruction { Statement = s, Kind = InstructionKind.Nothing },
            "shfl" => Shuffle(s),
            "vote" => Vote(s),
            "match" => Match(s),
            "activemask" => new Instruction { Statement = s, Kind = InstructionKind.Warp, Type = PtxType.B32, Mode = "activemask", Results = [Register(s, 0)] },
            "atom" or "red" => Atomic(s, type),
            "mma" => Matrix(s),
            "cp" => AsynchronousCopy(s),
            _ => Function(s, type),
        };
    }

    private static Dictionary<string, MethodInfo> Collect(Type functions) => (
        from method in functions.GetMethods(BindingFlags.Public | BindingFlags.Static)
        let attribute = method.GetCustomAttribute<OpcodeAttribute>()
        where attribute is not null
        from opcode in attribute.Opcodes
        select (opcode, method)).ToDictionary(pair => pair.opcode, pair => pair.method);

    private static Operand Register(Statement s, int index) =>
        index < s.Operands.Count && s.Operands[index].Kind is OperandKind.Register or OperandKind.Nothing
            ? s.Operands[index]
            : throw s.Unsupported($"operand {index + 1} must be a register");

    private static void Count(Statement s, int count)
    {
        if (s.Operands.Count != count)
        {
            throw s.Unsupported($"it takes {count} operands, here are {s.Operands.Count}");
        }
    }

    private static Instruction Function(Statement s, PtxType type)
    {
        List<string> words = [.. s.Words];
        bool flushes = words.Remove("ftz");
        bool saturates = type is PtxType.F32 or PtxType.F16 or PtxType.F16X2 && words.Remove("sat");
        string key = string.Join('.', words);
        if (!s_lanes.TryGetValue(key, out MethodInfo? lane) || (flushes && words[^1] is not ("f32" or "f16" or "f16x2")))
        {
            throw s.Unsupported("not supported");
        }

        Count(s, 1 + lane.GetParameters().Length);
        return new Instruction
        {
            Statement = s,
            Kind = InstructionKind.Lane,
            Type = type,
            Results = [Register(s, 0)],
            Sources = [.. s.Operands.Skip(1)],
            Lane = lane,
            Vector = s_vectors.GetValueOrDefault(key),
            Flushes = flushes,
            Saturates = saturates,
            RoundsExplicitly = words.Contains("rn"),
        };
    }

    private static Instruction Convert(Statement s, PtxType from)
    {
        Count(s, 2);
        PtxType to = PtxTypes.Parse(s.Words[^2]);
        List<string> modifiers = [.. s.Words[1..^2]];
        bool flushes = modifiers.Remove("ftz");
        bool saturates = to == PtxType.F32 && modifiers.Remove("sat");
        MethodInfo? lane = to == PtxType.None ? null : LaneConversions.Find(modifiers, to, from);
        return lane is null
            ? throw s.Unsupported("this conversion is not supported")
            : new Instruction
            {
                Statement = s,
                Kind = InstructionKind.Lane,
                Type = to,
                Results = [Register(s, 0)],
                Sources = [s.Operands[1]],
                Lane = lane,
                Vector = s_vectors.GetValueOrDefault(s.Text),
                Flushes = flushes,
                Saturates = saturates,
            };
    }

    private static Instruction Compare(Statement s, PtxType type)
    {
        List<string> words = [.. s.Words];
        bool flushes = words.Remove("ftz");
        string? joins = words.Count == 4 && words[2] is "and" or "or" or "xor" ? words[2] : null;
        if (joins is not null)
        {
            words.RemoveAt(2);
        }

        // Both halves are compared alike; each has a result of its own.
        bool pairs = type == PtxType.F16X2;
        if (pairs && s.Operands is not [{ Kind: OperandKind.Vector }, ..])
        {
            throw s.Unsupported("it needs two results, as p|q");
        }

        string key = string.Join('.', pairs ? [.. words[..^1], "f16"] : words);
        if (!s_comparisons.TryGetValue(key, out MethodInfo? lane))
        {
            throw s.Unsupported("this comparison is not supported");
        }

        Count(s, 1 + lane.GetParameters().Length + (joins is null ? 0 : 1));
        return new Instruction
        {
            Statement = s,
            Kind = InstructionKind.Compare,
            Type = type,
            Results = s.Operands[0].Kind == OperandKind.Vector ? [.. s.Operands[0].Parts] : [Register(s, 0)],
            Sources = [.. s.Operands.Skip(1)],
            Lane = lane,
            Vector = s_vectors.GetValueOrDefault(key),
            Joins = joins,
            Flushes = flushes,
        };
    }

    private static Instruction Select(Statement s, PtxType type)
    {
        Count(s, 4);
        return type.Size() >= 4 || type.Size() == 2
            ? new Instruction { Statement = s, Kind = InstructionKind.Select, Type = type, Results = [Register(s, 0)], Sources = [s.Operands[1], s.Operands[2], Register(s, 3)] }
            : throw s.Unsupported("this selection is not supported");
    }

    private static Instruction Move(Statement s, PtxType type)
    {
        Count(s, 2);
        Operand result = s.Operands[0];
        Operand source = s.Operands[1];
        if (source.Kind == OperandKind.Vector)
        {
            return new Instruction
            {
                Statement = s,
                Kind = InstructionKind.Pack,
                Type = type,
                Results = [Register(s, 0)],
                Sources = [.. source.Parts],
                Vector = type.Size() == 4 && source.Parts.Count == 2 ? s_vectors["pack.16"] : null,
            };
        }

        if (result.Kind == OperandKind.Vector)
        {
            return new Instruction { Statement = s, Kind = InstructionKind.Unpack, Type = type, Results = [.. result.Parts], Sources = [source] };
        }

        return source.Kind is OperandKind.Register or OperandKind.Immediate && type != PtxType.None
            ? new Instruction { Statement = s, Kind = InstructionKind.Move, Type = type, Results = [Register(s, 0)], Sources = [source] }
            : throw s.Unsupported("this source is not supported");
    }

    private static Operand AddressOf(Statement s)
    {
        Count(s, 2);
        return s.Operands[1].Kind is OperandKind.Register or OperandKind.Immediate ? s.Operands[1] : throw s.Unsupported("the source is no address");
    }

    /// <summary>Which window's base is added (or, with “to”, taken away).</summary>
    private static string Window(Statement s) => (s.Words.Contains("to"), s.Words.FirstOrDefault(w => w is "shared" or "local")) switch
    {
        (_, null) => "",
        (true, string space) => $"to.{space}",
        (false, string space) => space,
    };

    private static StateSpace Space(Statement s)
    {
        foreach (string word in s.Words)
        {
            StateSpace space = word switch
            {
                "global" => StateSpace.Global,
                "shared" or "shared::cta" => StateSpace.Shared,
                "local" => StateSpace.Local,
                "const" => StateSpace.Constant,
                "param" => StateSpace.Parameter,
                _ => StateSpace.Generic,
            };
            if (space != StateSpace.Generic)
            {
                return space;
            }
        }

        return StateSpace.Generic;
    }

    private static readonly HashSet<string> s_accessWords =
    [
        "global", "shared", "shared::cta", "local", "const", "param", "v2", "v4", "nc", "ca", "cg", "cs", "lu", "cv", "wb", "wt",
        "volatile", "relaxed", "weak", "acquire", "release", "gpu", "cta", "sys",
    ];

    private static void CheckAccess(Statement s)
    {
        string? unknown = s.Words[1..^1].FirstOrDefault(word => !s_accessWords.Contains(word));
        if (unknown is not null)
        {
            throw s.Unsupported($"'.{unknown}' is not supported");
        }
    }

    private static Instruction Load(Statement s, PtxType type)
    {
        Count(s, 2);
        CheckAccess(s);
        Operand result = s.Operands[0];
        Operand[] results = result.Kind == OperandKind.Vector ? [.. result.Parts] : [Register(s, 0)];
        CheckVector(s, results.Length);
        return s.Operands[1].Kind == OperandKind.Address && type.Size() > 0
            ? new Instruction { Statement = s, Kind = InstructionKind.Load, Type = type, Space = Space(s), Results = results, Sources = [s.Operands[1]] }
            : throw s.Unsupported("it needs an address in brackets and a type");
    }

    private static Instruction Store(Statement s, PtxType type)
    {
        Count(s, 2);
        CheckAccess(s);
        Operand value = s.Operands[1];
        Operand[] values = value.Kind == OperandKind.Vector ? [.. value.Parts] : [value];
        CheckVector(s, values.Length);
        return s.Operands[0].Kind == OperandKind.Address && type.Size() > 0
            ? new Instruction { Statement = s, Kind = InstructionKind.Store, Type = type, Space = Space(s), Sources = [s.Operands[0], .. values] }
            : throw s.Unsupported("it needs an address in brackets and a type");
    }

    private static void CheckVector(Statement s, int count)
    {
        int expected = s.Words.Contains("v4") ? 4 : s.Words.Contains("v2") ? 2 : 1;
        if (count != expected)
        {
            throw s.Unsupported($"it moves {expected} elements, here are {count}");
        }
    }

    private static Instruction AsynchronousCopy(Statement s)
    {
        switch (s.Words)
        {
            case ["cp", "async", "commit_group"] when s.Operands.Count == 0:
                return new Instruction { Statement = s, Kind = InstructionKind.AsyncGroup, Mode = "commit" };
            case ["cp", "async", "wait_all"] when s.Operands.Count == 0:
                return new Instruction { Statement = s, Kind = InstructionKind.AsyncGroup, Mode = "wait" };
            case ["cp", "async", "wait_group"] when s.Operands is [{ Kind: OperandKind.Immediate } left]:
                return new Instruction { Statement = s, Kind = InstructionKind.AsyncGroup, Mode = "wait", Sources = [left] };
            case ["cp", "async", "ca" or "cg", "shared" or "shared::cta", "global", ..]
                when s.Operands is [{ Kind: OperandKind.Address }, { Kind: OperandKind.Address }, { Kind: OperandKind.Immediate, Bits: 4 or 8 or 16 } size, ..]
                && (s.Words[2] == "ca" || size.Bits == 16)
                && s.Operands.Count <= 4
                && s.Operands.Skip(3).All(bytes => bytes.Kind is OperandKind.Register or OperandKind.Immediate)
                && s.Words.Skip(5).All(hint => hint is "L2::64B" or "L2::128B" or "L2::256B"):
                return new Instruction
                {
                    Statement = s, Kind = InstructionKind.AsyncCopy, Type = PtxType.B32, Sources = [s.Operands[0], s.Operands[1], .. s.Operands.Skip(3)],
                };
            default:
                throw s.Unsupported(
                    "only cp.async.{ca,cg}.shared.global of 4, 8 or 16 bytes (cg: 16), commit_group, wait_group and wait_all are supported");
        }
    }

    private static Instruction Barrier(Statement s)
    {
        List<string> words = [.. s.Words];
        words[0] = "bar";
        words.Remove("aligned");
        words.Remove("cta");
        string form = string.Join('.', words);
        return form switch
        {
            "bar.sync" when s.Operands.Count is 1 or 2 && s.Operands.All(o => o.Kind == OperandKind.Immediate) =>
                new Instruction { Statement = s, Kind = InstructionKind.Barrier, Mode = "sync" },
            "bar.warp.sync" => new Instruction { Statement = s, Kind = InstructionKind.Warp, Mode = "warpsync", Sources = [.. s.Operands] },
            "bar.red.popc.u32" when s.Operands is [{ Kind: OperandKind.Register }, { Kind: OperandKind.Immediate }, .., { Kind: OperandKind.Register }] =>
                Reduction(PtxType.U32),
            "bar.red.and.pred" or "bar.red.or.pred" when s.Operands is [{ Kind: OperandKind.Register }, { Kind: OperandKind.Immediate }, .., { Kind: OperandKind.Register }] =>
                Reduction(PtxType.Pred),
            _ => throw s.Unsupported("this form of barrier is not supported"),
        };

        Instruction Reduction(PtxType type) => new()
        {
            Statement = s, Kind = InstructionKind.Barrier, Mode = words[2], Type = type, Results = [s.Operands[0]], Sources = [s.Operands[^1]],
        };
    }

    private static Instruction Shuffle(Statement s)
    {
        if (s.Words is not ["shfl", "sync", "up" or "down" or "bfly" or "idx", "b32"])
        {
            throw s.Unsupported("only shfl.sync.{up,down,bfly,idx}.b32 is supported");
        }

        Count(s, 5);
        Operand result = s.Operands[0];
        return new Instruction
        {
            Statement = s,
            Kind = InstructionKind.Warp,
            Type = PtxType.B32,
            Mode = s.Words[2],
            Results = result.Kind == OperandKind.Vector ? [.. result.Parts] : [Register(s, 0)],
            Sources = [.. s.Operands.Skip(1)],
        };
    }

    private static Instruction Vote(Statement s)
    {
        if (s.Words is not (["vote", "sync", "all" or "any" or "uni", "pred"] or ["vote", "sync", "ballot", "b32"]))
        {
            throw s.Unsupported("only vote.sync is supported");
        }

        Count(s, 3);
        return new Instruction
        {
            Statement = s,
            Kind = InstructionKind.Warp,
            Type = s.Words[3] == "pred" ? PtxType.Pred : PtxType.B32,
            Mode = $"vote.{s.Words[2]}",
            Results = [Register(s, 0)],
            Sources = [Register(s, 1), s.Operands[2]],
        };
    }

    private static Instruction Match(Statement s)
    {
        if (s.Words is not ["match", "any" or "all", "sync", "b32" or "b64"])
        {
            throw s.Unsupported("this form of match is not supported");
        }

        Count(s, 3);
        return new Instruction
        {
            Statement = s,
            Kind = InstructionKind.Warp,
            Type = PtxType.B32,
            Mode = $"match.{s.Words[1]}.{s.Words[3]}",
            Results = s.Operands[0].Kind == OperandKind.Vector ? [.. s.Operands[0].Parts] : [Register(s, 0)],
            Sources = [.. s.Operands.Skip(1)],
        };
    }

    private static readonly HashSet<string> s_atomics = ["add", "exch", "min", "max", "inc", "dec", "cas", "and", "or", "xor"];

    private static Instruction Atomic(Statement s, PtxType type)
    {
        bool reduces = s.Words[0] == "red";
        string? operation = s.Words.Skip(1).FirstOrDefault(s_atomics.Contains);
        string? unknown = s.Words[1..^1].FirstOrDefault(word => word != operation && !s_accessWords.Contains(word) && word is not "acq_rel" and not "noftz");
        bool typed = type is PtxType.U32 or PtxType.S32 or PtxType.B32 or PtxType.U64 or PtxType.S64 or PtxType.B64
            || (type is PtxType.F32 or PtxType.F64 && operation is "add" or "exch");
        if (operation is null || unknown is not null || !typed || (operation is "inc" or "dec" && type != PtxType.U32))
        {
            throw s.Unsupported("this atomic is not supported");
        }

        int values = operation == "cas" ? 2 : 1;
        Count(s, (reduces ? 1 : 2) + values);
        return new Instruction
        {
            Statement = s,
            Kind = InstructionKind.Atomic,
            Type = type,
            Space = Space(s),
            Mode = operation,
            Results = reduces ? [] : [Register(s, 0)],
            Sources = [.. s.Operands.Skip(reduces ? 0 : 1)],
        };
    }

    private static Instruction Matrix(Statement s)
    {
        string form = string.Join('.', s.Words.Where(word => word is not "sync" and not "aligned"));
        if (!MatrixForm.All.TryGetValue(form, out MatrixForm? shape))
        {
            throw s.Unsupported($"only {string.Join(", ", MatrixForm.All.Keys)} are supported");
        }

        Count(s, 4);
        int[] expected = [MatrixForm.SumRegisters, shape.ARegisters, shape.BRegisters, MatrixForm.SumRegisters];
        for (int i = 0; i < 4; i++)
        {
            if (Parts(s.Operands[i]).Count != expected[i])
            {
                throw s.Unsupported($"operand {i + 1} needs {expected[i]} registers");
            }
        }

        return new Instruction
        {
            Statement = s,
            Kind = InstructionKind.Warp,
            Type = PtxType.F32,
            Mode = form,
            Results = [.. Parts(s.Operands[0])],
            Sources = [.. s.Operands.Skip(1).SelectMany(Parts)],
        };

        static IReadOnlyList<Operand> Parts(Operand operand) => operand.Kind == OperandKind.Vector ? operand.Parts : [operand];
    }

    /// <summary>A register's declared type; special registers are 32 bits.</summary>
    public PtxType TypeOf(int register) => register < SpecialRegisters.Names.Length
        ? PtxType.U32
        : kernel.Registers[register - SpecialRegisters.Names.Length].Type;
}
