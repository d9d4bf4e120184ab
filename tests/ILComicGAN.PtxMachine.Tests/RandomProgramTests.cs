using System.Reflection;
using System.Runtime.Intrinsics;
using ILComicGAN.PtxMachine.Programs;
using ILComicGAN.PtxMachine.Translation;

namespace ILComicGAN.PtxMachine.Tests;

/// <summary>Random straight programs against the same arithmetic in C#, lane by lane, under random predicates.</summary>
[TestFixture]
internal sealed class RandomProgramTests
{
    private const int Registers = 6;

    private static readonly string[] s_integers =
    [
        "add.s32", "sub.s32", "mul.lo.s32", "mad.lo.s32", "mul.hi.s32", "mul.hi.u32", "min.s32", "max.u32", "min.u32", "max.s32", "and.b32", "or.b32",
        "xor.b32", "not.b32", "shl.b32", "shr.u32", "shr.s32", "div.s32", "div.u32", "rem.s32", "rem.u32", "neg.s32", "abs.s32", "popc.b32",
        "clz.b32", "brev.b32", "bfe.u32", "bfe.s32", "bfi.b32", "prmt.b32", "sad.u32", "add.sat.s32", "shf.l.wrap.b32", "bfind.s32",
    ];

    private static readonly string[] s_floats =
    [
        "add.f32", "sub.f32", "mul.f32", "fma.rn.f32", "div.rn.f32", "min.f32", "max.f32", "neg.f32", "abs.f32", "sqrt.rn.f32", "rcp.rn.f32",
        "copysign.f32", "add.rz.f32", "mul.rm.f32", "fma.rp.f32", "add.rn.f32",
    ];

    private static readonly string[] s_wide =
    [
        "add.s64", "sub.s64", "mul.lo.s64", "mad.lo.s64", "mul.hi.s64", "mul.hi.u64", "min.s64", "max.s64", "min.u64", "max.u64", "and.b64", "or.b64",
        "xor.b64", "not.b64", "div.s64", "div.u64", "rem.s64", "neg.s64", "abs.s64", "brev.b64",
    ];

    private static readonly float[] s_special =
        [0f, -0f, 1f, -1f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, -1e-40f, float.MaxValue, 1.17549435e-38f, 0.1f];

    [Test]
    public void Integers([Range(1, 12)] int seed) => Compare(seed, s_integers, "b32");

    [Test]
    public void WideIntegers([Range(1, 6)] int seed) => Compare(seed, s_wide, "b64");

    [Test]
    public void Floats([Range(1, 12)] int seed) => Compare(seed, s_floats, "f32");

    /// <summary>Each function that works on many lanes at once, against the one for a single lane, on special values too.</summary>
    [Test]
    public void EveryVectorFunctionEqualsItsScalar()
    {
        Random random = new(7);
        foreach (string opcode in InstructionDecoder.Vectors.Keys.Where(key => InstructionDecoder.Lanes.ContainsKey(key) && !key.StartsWith("fused", StringComparison.Ordinal) && !key.StartsWith("pack", StringComparison.Ordinal) && !key.EndsWith("f64", StringComparison.Ordinal)))
        {
            MethodInfo lane = InstructionDecoder.Lanes[opcode];
            ParameterInfo[] parameters = lane.GetParameters();
            bool wide = SizeOf(parameters[0].ParameterType) == 8;
            bool wideResult = SizeOf(lane.ReturnType) == 8;
            bool isFloat = lane.ReturnType == typeof(float);
            string type = wide ? "b64" : isFloat ? "f32" : "b32";
            // Counts and factors of another size come through %t, %u and %w.
            string[] names = ["%a", "%b", "%c"];
            string prologue = "";
            for (int p = 1; p < parameters.Length; p++)
            {
                bool other = SizeOf(parameters[p].ParameterType) == 8;
                if (other != wide)
                {
                    string target = other ? "%w" : "%v";
                    prologue += other ? $"cvt.u64.u32 {target}, {names[p]};" : $"cvt.u32.u64 {target}, {names[p]};";
                    names[p] = target;
                }
            }

            ulong[][] inputs = [.. Enumerable.Range(0, 32).Select(_ => new[] { Value(random, type), Value(random, type), Value(random, type), 0UL })];
            string operands = string.Join(", ", names.Take(parameters.Length));
            ulong[] results = Program32.Run(type, wideResult ? "b64" : isFloat ? "f32" : "b32", $"{prologue}{opcode} %r, {operands};", inputs);
            for (int i = 0; i < 32; i++)
            {
                object?[] arguments = [.. parameters.Select((p, n) => FromBits(inputs[i][n], p.ParameterType))];
                Assert.That(Same(results[i], lane.Invoke(null, arguments)!), Is.True, $"{opcode} of {string.Join(", ", arguments)}: {results[i]:x}, not {lane.Invoke(null, arguments)}");
            }
        }
    }

    /// <summary>Every half, the middle between it and the next, and their neighbors among the floats; .NET's own conversion is the judge.</summary>
    [Test]
    public void EveryHalfIsRoundedToFromWhatIsAroundIt()
    {
        for (int half = 0; half < 0x7C00; half++)
        {
            float low = (float)BitConverter.UInt16BitsToHalf((ushort)half);
            float high = half == 0x7BFF ? 65536 : (float)BitConverter.UInt16BitsToHalf((ushort)(half + 1));
            float middle = (low + high) / 2;
            float[] around = [low, MathF.BitIncrement(low), MathF.BitDecrement(middle), middle, MathF.BitIncrement(middle), MathF.BitDecrement(high), -low, -middle];
            Vector512<uint> rounded = VectorFunctions.ToHalf(Vector512.Create(
                Vector256.Create(around), Vector256.Create(float.PositiveInfinity, float.NegativeInfinity, float.NaN, float.MaxValue, 65520, 65519.996f, 1e-20f, -0f)));
            for (int i = 0; i < around.Length; i++)
            {
                Assert.That(rounded[i], Is.EqualTo(BitConverter.HalfToUInt16Bits((Half)around[i])), $"{around[i]:R}");
            }

            Assert.That(Enumerable.Range(8, 8).Select(i => rounded[i]), Is.EqualTo(new uint[] { 0x7C00, 0xFC00, 0x7FFF, 0x7C00, 0x7C00, 0x7BFF, 0, 0x8000 }));
        }
    }

    private static void Compare(int seed, string[] opcodes, string type)
    {
        Random random = new(seed);
        ulong[][] inputs = [.. Enumerable.Range(0, 32).Select(_ => Enumerable.Range(0, 4).Select(_ => Value(random, type)).ToArray())];
        ulong[][] state = [.. inputs.Select(given => given.Concat(new ulong[Registers - 4]).ToArray())];
        bool[] guard = new bool[32];
        List<string> body = [$".reg .{(type == "f32" ? "f32" : type)} %x0, %x1, %x2, %x3, %x4, %x5;"];
        string zero = type == "f32" ? "0f00000000" : "0";
        body.Add($"mov.{type} %x0, %a; mov.{type} %x1, %b; mov.{type} %x2, %c; mov.{type} %x3, %d; mov.{type} %x4, {zero}; mov.{type} %x5, {zero};");
        for (int step = 0; step < 40; step++)
        {
            if (step % 7 == 3)
            {
                // A predicate from the lanes' own numbers.
                int bound = random.Next(33);
                body.Add($"mov.u32 %u, %laneid; setp.lt.u32 %p, %u, {bound};");
                for (int lane = 0; lane < 32; lane++)
                {
                    guard[lane] = lane < bound;
                }
            }

            string opcode = opcodes[random.Next(opcodes.Length)];
            MethodInfo function = InstructionDecoder.Lanes[opcode];
            ParameterInfo[] parameters = function.GetParameters();
            int result = random.Next(Registers);
            int[] sources = [.. parameters.Select(_ => random.Next(Registers))];
            bool guarded = step > 3 && random.Next(3) == 0;
            body.Add($"{(guarded ? "@%p " : "")}{opcode} %x{result}, {string.Join(", ", sources.Select(s => $"%x{s}"))};");
            for (int lane = 0; lane < 32; lane++)
            {
                if (!guarded || guard[lane])
                {
                    object?[] arguments = [.. parameters.Select((p, n) => FromBits(state[lane][sources[n]], p.ParameterType))];
                    state[lane][result] = ToBits(function.Invoke(null, arguments)!);
                }
            }
        }

        int wanted = random.Next(Registers);
        body.Add($"mov.{type} %r, %x{wanted};");
        ulong[] results = Program32.Run(type, type, string.Join('\n', body), inputs);
        for (int lane = 0; lane < 32; lane++)
        {
            bool same = type == "f32" && float.IsNaN(Program32.Single(state[lane][wanted]))
                ? float.IsNaN(Program32.Single(results[lane]))
                : results[lane] == state[lane][wanted];
            Assert.That(same, Is.True, $"seed {seed}, lane {lane}: {results[lane]:x}, not {state[lane][wanted]:x}\n{string.Join('\n', body)}");
        }
    }

    private static ulong Value(Random random, string type) => type switch
    {
        "f32" => random.Next(3) == 0
            ? Program32.Bits(s_special[random.Next(s_special.Length)])
            : Program32.Bits((random.NextSingle() - 0.5f) * MathF.Pow(10, random.Next(-6, 6))),
        "b64" => random.Next(4) == 0 ? (ulong)random.Next(-40, 70) : (ulong)random.NextInt64(long.MinValue, long.MaxValue),
        _ => random.Next(3) == 0 ? (uint)random.Next(-40, 70) : (uint)random.NextInt64(0, 1L << 32),
    };

    private static int SizeOf(Type type) => type == typeof(long) || type == typeof(ulong) || type == typeof(double) ? 8 : 4;

    private static object FromBits(ulong bits, Type type)
    {
        if (type == typeof(float))
        {
            return Program32.Single(bits);
        }

        if (type == typeof(int))
        {
            return (int)bits;
        }

        if (type == typeof(uint))
        {
            return (uint)bits;
        }

        return type == typeof(long) ? (object)(long)bits : bits;
    }

    private static ulong ToBits(object value) => value switch
    {
        float f => Program32.Bits(f),
        int i => (uint)i,
        uint u => u,
        long l => (ulong)l,
        ulong u => u,
        _ => throw new NotSupportedException(value.GetType().Name),
    };

    private static bool Same(ulong bits, object expected) => expected is float f && float.IsNaN(f)
        ? float.IsNaN(Program32.Single(bits))
        : bits == ToBits(expected);
}
