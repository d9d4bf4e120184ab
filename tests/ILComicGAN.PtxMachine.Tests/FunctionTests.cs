using System.Runtime.CompilerServices;
using ILComicGAN.PtxMachine.Counting;
using ILComicGAN.PtxMachine.Execution;
using ILComicGAN.PtxMachine.Ilgpu;
using ILComicGAN.PtxMachine.Memory;
using ILComicGAN.PtxMachine.Sanitizing;
using ILComicGAN.PtxMachine.Syntax;
using ILGPU;
using ILGPU.Runtime;

namespace ILComicGAN.PtxMachine.Tests;

/// <summary>Calls of functions.</summary>
[TestFixture]
internal sealed class FunctionTests
{
    private const string StoreR1 = "mul.wide.u32 %d1, %t, 4; add.s64 %d1, %x, %d1; st.global.u32 [%d1], %r1;";

    /// <summary>r1 = collatz(t): the number of steps to one; lanes leave the loop and the function at different times.</summary>
    private const string Collatz = """
        .visible .func (.param .b32 result) collatz(.param .b32 n);
        .visible .func (.param .b32 result) collatz(.param .b32 n)
        {
            .reg .pred %p<3>;
            .reg .b32 %r<5>;
            ld.param.b32 %r1, [n];
            mov.u32 %r2, 0;
            st.param.b32 [result], %r2;
            setp.le.u32 %p1, %r1, 1;
            @%p1 ret;
            loop:
            and.b32 %r3, %r1, 1;
            setp.eq.u32 %p1, %r3, 0;
            @%p1 bra even;
            mad.lo.u32 %r1, %r1, 3, 1;
            bra next;
            even:
            shr.u32 %r1, %r1, 1;
            next:
            add.u32 %r2, %r2, 1;
            setp.gt.u32 %p2, %r1, 1;
            @%p2 bra loop;
            st.param.b32 [result], %r2;
            ret;
        }
        """;

    private const string CallCollatz = """
        {
        .param .b32 given;
        st.param.b32 [given], %r2;
        .param .b32 got;
        call.uni (got), collatz, (given);
        ld.param.b32 %r1, [got];
        }
        """;

    [Test]
    public void ValuesGoInAndOutAndLanesMeetBehindTheCall()
    {
        using Bench bench = new($"mov.u32 %r2, %t; {CallCollatz} activemask.b32 %r3; popc.b32 %r3, %r3; mad.lo.u32 %r1, %r3, 1000, %r1; {StoreR1}", functions: Collatz);
        Assert.That(Run(bench, 32), Is.EqualTo(Enumerable.Range(0, 32).Select(t => 32_000 + Steps(t))));
    }

    /// <summary>Half the lanes do not call; the others call twice, the second time with the first's result.</summary>
    [Test]
    public void ACallInDivergentCodeIsOfItsLanesOnly()
    {
        using Bench bench = new(
            $"mov.u32 %r1, 7; and.b32 %r4, %t, 1; setp.eq.u32 %p1, %r4, 0; @%p1 bra away; mov.u32 %r2, %t; {CallCollatz} mov.u32 %r2, %r1; {CallCollatz} away: {StoreR1}",
            functions: Collatz);
        Assert.That(Run(bench, 64), Is.EqualTo(Enumerable.Range(0, 64).Select(t => t % 2 == 0 ? 7 : Steps(Steps(t)))));
    }

    [TestCase("call", TestName = "AGuardedCallIsOfTheLanesThatItIsFor")]
    [TestCase("call.uni", TestName = "AGuardedCallThatSaysUniformAndIsNotIsFound")]
    public void AGuardedCall(string call)
    {
        using Bench bench = new(
            $$"""
            setp.lt.u32 %p1, %t, 5;
            mov.u32 %r1, 0;
            {
            .param .b32 given;
            st.param.b32 [given], %t;
            .param .b32 got;
            st.param.b32 [got], 9;
            @%p1 {{call}} (got), collatz, (given);
            ld.param.b32 %r1, [got];
            }
            {{StoreR1}}
            """,
            functions: Collatz);
        if (call == "call")
        {
            Assert.That(Run(bench, 32), Is.EqualTo(Enumerable.Range(0, 32).Select(t => t < 5 ? Steps(t) : 9)));
        }
        else
        {
            Assert.That(bench.Findings(1, 32, bench.Reserve(128)).Select(finding => finding.Kind), Does.Contain(FindingKind.DivergentUniformBranch));
        }
    }

    [Test]
    public void PointersAndStructuresArePassedAndOneFunctionCallsAnother()
    {
        const string Functions = """
            .func store(.param .align 8 .b8 view[16], .param .b32 value)
            {
                .reg .b64 %d<3>;
                .reg .b32 %r1;
                ld.param.b64 %d1, [view];
                ld.param.b64 %d2, [view+8];
                add.s64 %d1, %d1, %d2;
                ld.param.b32 %r1, [value];
                st.global.b32 [%d1], %r1;
                ret;
            }
            .func (.param .align 4 .b8 pair[8]) both(.param .align 8 .b8 view[16], .param .b32 value)
            {
                .reg .b64 %d<3>;
                .reg .b32 %r<3>;
                ld.param.b64 %d1, [view];
                ld.param.b64 %d2, [view+8];
                ld.param.b32 %r1, [value];
                shl.b32 %r2, %r1, 1;
                {
                .param .align 8 .b8 p0[16];
                st.param.b64 [p0], %d1;
                st.param.b64 [p0+8], %d2;
                .param .b32 p1;
                st.param.b32 [p1], %r2;
                call.uni store, (p0, p1);
                }
                st.param.b32 [pair], %r2;
                st.param.b32 [pair+4], %r1;
                ret;
            }
            """;
        using Bench bench = new(
            """
            mul.wide.u32 %d1, %t, 4;
            {
            .param .align 8 .b8 p0[16];
            st.param.b64 [p0], %x;
            st.param.b64 [p0+8], %d1;
            .param .b32 p1;
            st.param.b32 [p1], %t;
            .param .align 4 .b8 got[8];
            call.uni (got), both, (p0, p1);
            ld.param.b32 %r1, [got];
            ld.param.b32 %r2, [got+4];
            }
            sub.u32 %r1, %r1, %r2;
            add.s64 %d1, %y, %d1;
            st.global.b32 [%d1], %r1;
            """,
            new MachineOptions { Count = true },
            functions: Functions);
        (Allocation x, Allocation y) = (bench.Reserve(128), bench.Reserve(128));
        KernelCounts counts = bench.Launch(1, 32, x, y)!;
        Assert.That(bench.Download<int>(x, 32), Is.EqualTo(Enumerable.Range(0, 32).Select(t => 2 * t)));
        Assert.That(bench.Download<int>(y, 32), Is.EqualTo(Enumerable.Range(0, 32)));
        Assert.That(counts.Of(InstructionClass.Local), Is.Zero, "parameters are in registers");
    }

    [Test]
    public void AResultThatNobodyStoredIsFound()
    {
        using Bench bench = new($"mov.u32 %r2, %t; {CallCollatz} {StoreR1}", functions: Collatz.Replace("st.param.b32 [result], %r2;", "", StringComparison.Ordinal));
        Assert.That(bench.Findings(1, 32, bench.Reserve(128)).Select(finding => finding.Kind), Does.Contain(FindingKind.UninitializedRegister));
    }

    [TestCase(".func a() { call.uni b; ret; } .func b() { call.uni a; ret; }", "call.uni a;", "recursion is not supported: a calls b calls a")]
    [TestCase(".func a() { call.uni a; ret; }", "call.uni a;", "a calls a")]
    [TestCase(".func a();", "call.uni a;", "there is no function a")]
    [TestCase(".func a(.param .b32 n) { ret; }", "call.uni a;", "1 parameters or results are declared, here are 0")]
    [TestCase(".func a(.param .b32 n) { ret; }", "{ .param .b64 w; call.uni a, (w); }", "'n' needs a .param variable of 4 bytes")]
    [TestCase(".func a(.param .b32 n) { ret; }", "call.uni a, (%r1);", "'n' needs a .param variable of 4 bytes")]
    [TestCase(".func a() { ret; }", "mov.u64 %d1, 0; call %d1;", "calls of what a register says")]
    [TestCase(".func a() { .shared .b32 s; ret; }", "call.uni a;", "shared memory that a declares is not supported")]
    [TestCase(".func a() { ret; } .func a() { ret; }", "call.uni a;", "there are two functions a")]
    [TestCase(".func a(.reg .b32 n) { ret; }", "call.uni a;", "only .param stands among a function's parameters")]
    public void WhatIsNotSupportedIsSaid(string functions, string body, string message) => Assert.That(
        () => new Bench(body, functions: functions), Throws.TypeOf<PtxException>().With.Message.Contains(message));

    /// <summary>As ILGPU writes them.</summary>
    [Test]
    public void MethodsThatMustNotBeInlinedAreCalled()
    {
        using Context context = Context.Create(static builder => builder.Optimize(OptimizationLevel.O2));
        using Accelerator accelerator = new PtxDevice("sm_86").CreateAccelerator(context);
        float[] given = [.. Enumerable.Range(0, 70).Select(i => (i * 0.5f) - 9)];
        using MemoryBuffer1D<float, Stride1D.Dense> x = accelerator.Allocate1D(given);
        using MemoryBuffer1D<float, Stride1D.Dense> y = accelerator.Allocate1D<float>(given.Length);
        var kernel = accelerator.LoadKernel<ArrayView<float>, ArrayView<float>>(Kernel);
        kernel(accelerator.DefaultStream, new KernelConfig(3, 32), x.View.BaseView, y.View.BaseView);
        Assert.That(y.GetAsArray1D(), Is.EqualTo(given.Select((value, i) => i % 3 == 0 ? value : Math.Abs(value) + (2 * value))));
    }

    private static void Kernel(ArrayView<float> x, ArrayView<float> y)
    {
        int i = (Grid.IdxX * Group.DimX) + Group.IdxX;
        if (i >= x.Length)
        {
            return;
        }

        if (i % 3 == 0)
        {
            Store(y.SubView(i), x[i]);
        }
        else
        {
            Pair pair = Split(x[i]);
            Store(y.SubView(i), pair.Size + pair.Double);
        }
    }

    private static int Steps(int n)
    {
        int steps = 0;
        for (; n > 1; n = n % 2 == 0 ? n / 2 : (3 * n) + 1)
        {
            steps++;
        }

        return steps;
    }

    private static int[] Run(Bench bench, int threads)
    {
        Allocation x = bench.Reserve(4 * threads);
        bench.Launch(1, threads, x);
        return bench.Download<int>(x, threads);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Store(ArrayView<float> to, float value) => to[0] = value;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Pair Split(float value) => new() { Size = Positive(value), Double = 2 * value };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Positive(float value) => value < 0 ? -value : value;

    private struct Pair
    {
        public float Size, Double;
    }
}
