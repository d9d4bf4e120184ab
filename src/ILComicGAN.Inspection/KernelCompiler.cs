using System.Collections.Concurrent;
using System.Reflection;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace ILComicGAN.Inspection;

/// <summary>Compiles kernels to PTX without a device.</summary>
public static class KernelCompiler
{
    /// <summary>Contexts that nobody compiles in: making one takes as long as compiling a small kernel.</summary>
    private static readonly ConcurrentBag<Context> s_idle = [];

    /// <summary>What was compiled, by all that ILGPU's code depends on: it has one target for several architectures.</summary>
    private static readonly ConcurrentDictionary<(MethodInfo Kernel, int Threads, int Groups, CudaArchitecture Target), string> s_compiled = new();

    /// <summary>The architectures that <c>--arch all</c> stands for: Turing, Ampere, Ada, Hopper.</summary>
    public static IReadOnlyList<string> Architectures { get; } = ["sm_75", "sm_86", "sm_89", "sm_90"];

    /// <summary>
    /// For compiling and assembling many: as many at a time as there are cores. Left to itself a parallel loop adds threads
    /// while others wait for the assembler, and each holds a context.
    /// </summary>
    public static ParallelOptions Parallelism { get; } = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };

    /// <summary>The PTX of a kernel for an architecture, as ILGPU gives it to the driver.</summary>
    /// <param name="kernel">A static method; its parameters are the launch's arguments.</param>
    /// <param name="threads">Threads of a group, which bounds the registers of each.</param>
    /// <param name="architecture">As “sm_86”.</param>
    /// <param name="leastGroups">How many groups a multiprocessor must be able to hold, which bounds them too.</param>
    /// <exception cref="InvalidOperationException">ILGPU does not compile it; the message is ILGPU's.</exception>
    public static string Compile(MethodInfo kernel, int threads, string architecture, int leastGroups = 1)
    {
        CudaArchitecture target = Parse(architecture);
        return s_compiled.GetOrAdd(
            (kernel, threads, leastGroups, new CudaCapabilityContext(target).TargetArchitecture), _ => Compile(kernel, threads, leastGroups, target));
    }

    /// <summary>
    /// The PTX of a kernel that is the first of its context. The order in which ILGPU writes the moves at the ends of blocks
    /// depends on what a context has compiled before; this one is always the same.
    /// </summary>
    internal static string CompileAlone(MethodInfo kernel, int threads, string architecture, int leastGroups)
    {
        using Context context = NewContext();
        return Compile(context, kernel, threads, leastGroups, Parse(architecture));
    }

    private static string Compile(MethodInfo kernel, int threads, int leastGroups, CudaArchitecture target)
    {
        Context context = s_idle.TryTake(out Context? idle) ? idle : NewContext();
        try
        {
            string ptx = Compile(context, kernel, threads, leastGroups, target);
            s_idle.Add(context);
            return ptx;
        }
        catch (InvalidOperationException)
        {
            // A kernel that does not compile leaves its context unusable.
            context.Dispose();
            throw;
        }
    }

    private static string Compile(Context context, MethodInfo kernel, int threads, int leastGroups, CudaArchitecture target)
    {
        try
        {
            using PTXBackend backend = new(context, target, CudaInstructionSet.ISA_78, null!);
            PTXCompiledKernel compiled = (PTXCompiledKernel)backend.Compile(
                EntryPointDescription.FromExplicitlyGroupedKernel(kernel), new KernelSpecialization(threads, leastGroups));
            return compiled.PTXAssembly;
        }
        catch (Exception e) when (e is InternalCompilerException or NotSupportedException)
        {
            throw new InvalidOperationException(e.InnerException?.Message ?? e.Message, e);
        }
    }

    private static Context NewContext() => Context.Create(builder => builder.Optimize(OptimizationLevel.O2).Math(MathMode.Default));

    /// <exception cref="ArgumentException">It is not of the form sm_NN.</exception>
    private static CudaArchitecture Parse(string architecture) =>
        architecture.StartsWith("sm_", StringComparison.Ordinal) && int.TryParse(architecture.AsSpan(3), out int number) && number is >= 75 and <= 90
            ? new CudaArchitecture(number / 10, number % 10)
            : throw new ArgumentException($"'{architecture}' is not an architecture; there are {string.Join(", ", Architectures)}", nameof(architecture));
}
