using System.Numerics;
using System.Runtime.Intrinsics;
using ILComicGAN.PtxMachine.Execution;
using ILComicGAN.PtxMachine.Programs;
using ILComicGAN.PtxMachine.Syntax;

namespace ILComicGAN.PtxMachine.Translation;

/// <summary>Shuffles, votes, matches and matrix products of a warp.</summary>
internal static unsafe class WarpFunctions
{
    public static void Run(byte* frame, uint mask, WarpContext context, int index)
    {
        WarpOperation operation = context.Program.WarpOperations[index];
        context.Observer?.ObserveWarp(frame, mask, context, operation);
        switch (operation.Instruction.Mode)
        {
            case "up" or "down" or "bfly" or "idx":
                Shuffle(frame, mask, operation);
                break;
            case "activemask":
                Spread(frame, mask, operation.Results[0], mask);
                break;
            case "vote.all" or "vote.any" or "vote.uni" or "vote.ballot":
                Vote(frame, mask, operation);
                break;
            case "match.any.b32" or "match.any.b64" or "match.all.b32" or "match.all.b64":
                Match(frame, mask, operation);
                break;
            case "warpsync":
                break;
            default:
                Multiply(frame, mask, operation);
                break;
        }
    }

    private static void Spread(byte* frame, uint mask, OperandPlace place, uint value)
    {
        for (uint left = mask; left != 0; left &= left - 1)
        {
            place.Write(frame, BitOperations.TrailingZeroCount(left), value);
        }
    }

    private static void SetPredicate(byte* frame, uint mask, OperandPlace place, uint bits)
    {
        if (place.Offset >= 0)
        {
            uint* target = (uint*)(frame + place.Offset);
            *target = (*target & ~mask) | (bits & mask);
        }
    }

    /// <summary>The manual's pseudocode: c's upper byte masks segments, its lower bounds the source lane.</summary>
    private static void Shuffle(byte* frame, uint mask, WarpOperation operation)
    {
        uint* from = stackalloc uint[32];
        for (int lane = 0; lane < 32; lane++)
        {
            from[lane] = (uint)operation.Sources[0].Read(frame, lane);
        }

        uint inside = 0;
        for (uint left = mask; left != 0; left &= left - 1)
        {
            int lane = BitOperations.TrailingZeroCount(left);
            (int source, bool inRange) = SourceOf(
                operation.Instruction.Mode, lane, (int)operation.Sources[1].Read(frame, lane), (int)operation.Sources[2].Read(frame, lane));
            inside |= inRange ? 1u << lane : 0;
            operation.Results[0].Write(frame, lane, from[inRange ? source : lane]);
        }

        if (operation.Results.Length > 1)
        {
            SetPredicate(frame, mask, operation.Results[1], inside);
        }
    }

    /// <summary>The lane whose value a shuffle gives to <paramref name="lane"/>, and whether it is in range.</summary>
    public static (int Lane, bool InRange) SourceOf(string mode, int lane, int b, int c)
    {
        int value = b & 31;
        int clamp = c & 31;
        int segment = (c >> 8) & 31;
        int last = (lane & segment) | (clamp & ~segment);
        int first = lane & segment;
        (int source, bool inRange) = mode switch
        {
            "up" => (lane - value, lane - value >= last),
            "down" => (lane + value, lane + value <= last),
            "bfly" => (lane ^ value, (lane ^ value) <= last),
            _ => (first | (value & ~segment), (first | (value & ~segment)) <= last),
        };
        return (inRange ? source : lane, inRange);
    }

    private static void Vote(byte* frame, uint mask, WarpOperation operation)
    {
        uint members = mask;
        uint set = operation.Sources[0].ReadPredicate(frame) & members;
        switch (operation.Instruction.Mode)
        {
            case "vote.ballot":
                Spread(frame, mask, operation.Results[0], set);
                break;
            case "vote.all":
                SetPredicate(frame, mask, operation.Results[0], set == members ? uint.MaxValue : 0);
                break;
            case "vote.any":
                SetPredicate(frame, mask, operation.Results[0], set != 0 ? uint.MaxValue : 0);
                break;
            default:
                SetPredicate(frame, mask, operation.Results[0], set == members || set == 0 ? uint.MaxValue : 0);
                break;
        }
    }

    private static void Match(byte* frame, uint mask, WarpOperation operation)
    {
        bool any = operation.Instruction.Mode.StartsWith("match.any", StringComparison.Ordinal);
        uint equalAll = uint.MaxValue;
        uint* matches = stackalloc uint[32];
        for (uint left = mask; left != 0; left &= left - 1)
        {
            int lane = BitOperations.TrailingZeroCount(left);
            long own = operation.Sources[0].Read(frame, lane);
            uint same = 0;
            for (uint others = mask; others != 0; others &= others - 1)
            {
                int other = BitOperations.TrailingZeroCount(others);
                same |= operation.Sources[0].Read(frame, other) == own ? 1u << other : 0;
            }

            matches[lane] = same;
            equalAll &= same == mask ? uint.MaxValue : 0;
        }

        for (uint left = mask; left != 0; left &= left - 1)
        {
            int lane = BitOperations.TrailingZeroCount(left);
            operation.Results[0].Write(frame, lane, any ? matches[lane] : equalAll & mask);
        }

        if (operation.Results.Length > 1)
        {
            SetPredicate(frame, mask, operation.Results[1], equalAll);
        }
    }

    /// <summary>
    /// Products are exact in float64; their sum with C is rounded to float32 once, to nearest. The manual leaves order and
    /// rounding open; hardware is not better than this.
    /// </summary>
    private static void Multiply(byte* frame, uint mask, WarpOperation operation)
    {
        if (mask != uint.MaxValue)
        {
            throw new MachineFaultException($"PTX line {operation.Instruction.Statement.Line}: mma needs all 32 lanes of the warp");
        }

        MatrixForm form = operation.Matrix!;
        double* a = stackalloc double[16 * 16];
        double* b = stackalloc double[16 * 8];
        double* sums = stackalloc double[16 * 8];
        ReadOnlySpan<OperandPlace> sources = operation.Sources;
        Spread(frame, form, sources[..form.ARegisters], form.PlacesOfA, a);
        Spread(frame, form, sources.Slice(form.ARegisters, form.BRegisters), form.PlacesOfB, b);
        ReadOnlySpan<OperandPlace> added = sources[(form.ARegisters + form.BRegisters)..];
        for (int register = 0; register < MatrixForm.SumRegisters; register++)
        {
            for (int lane = 0; lane < 32; lane++)
            {
                sums[MatrixForm.PlacesOfSums[(32 * register) + lane]] = BitConverter.Int32BitsToSingle((int)added[register].Read(frame, lane));
            }
        }

        for (int row = 0; row < 16; row++)
        {
            Vector512<double> sum = Vector512.Load(sums + (row * 8));
            for (int k = 0; k < form.K; k++)
            {
                sum += Vector512.Create(a[(row * form.K) + k]) * Vector512.Load(b + (k * 8));
            }

            sum.Store(sums + (row * 8));
        }

        for (int register = 0; register < MatrixForm.SumRegisters; register++)
        {
            for (int lane = 0; lane < 32; lane++)
            {
                operation.Results[register].Write(
                    frame, lane, BitConverter.SingleToUInt32Bits((float)sums[MatrixForm.PlacesOfSums[(32 * register) + lane]]));
            }
        }
    }

    /// <summary>Puts the elements of a fragment's registers where they belong in the matrix.</summary>
    private static void Spread(byte* frame, MatrixForm form, ReadOnlySpan<OperandPlace> registers, byte[] places, double* matrix)
    {
        int at = 0;
        foreach (OperandPlace register in registers)
        {
            for (int lane = 0; lane < 32; lane++)
            {
                uint bits = (uint)register.Read(frame, lane);
                for (int part = 0; part < form.PerRegister; part++)
                {
                    matrix[places[at++]] = Element(bits, part, form.Element);
                }
            }
        }
    }

    /// <summary>The unit reads the upper 19 bits of a tf32 operand and ignores the rest.</summary>
    private static double Element(uint bits, int part, PtxType type) => type switch
    {
        PtxType.F16 => (double)BitConverter.UInt16BitsToHalf((ushort)(bits >> (16 * part))),
        PtxType.BF16 => LaneConversions.BrainToSingle((ushort)(bits >> (16 * part))),
        _ => BitConverter.UInt32BitsToSingle(bits & 0xFFFFE000),
    };
}
