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

    /// <summary>Lets a kernel be compiled anew.</summary>
    internal static void Forget(MethodInfo kernel)
    {
        foreach ((MethodInfo Kernel, int Threads, int Groups, CudaArchitecture Target) key in s_compiled.Keys.Where(key => key.Kernel == kernel))
        {
            s_compiled.TryRemove(key, out _);
        }
    }

    private static string Compile(MethodInfo kernel, int threads, int leastGroups, CudaArchitecture target)
    {
        Context context = s_idle.TryTake(out Context? idle)
            ? idle
            : Context.Create(builder => builder.Optimize(OptimizationLevel.O2).Math(MathMode.Default));
        try
        {
            using PTXBackend backend = new(context, target, CudaInstructionSet.ISA_78, null!);
            PTXCompiledKernel compiled = (PTXCompiledKernel)backend.Compile(
                EntryPointDescription.FromExplicitlyGroupedKernel(kernel), new KernelSpecialization(threads, leastGroups));
            s_idle.Add(context);
            return compiled.PTXAssembly;
        }
        catch (Exception e) when (e is InternalCompilerException or NotSupportedException)
        {
            // A kernel that does not compile leaves its context unusable.
            context.Dispose();
            throw new InvalidOperationException(e.InnerException?.Message ?? e.Message, e);
        }
    }

    /// <exception cref="ArgumentException">It is not of the form sm_NN.</exception>
    private static CudaArchitecture Parse(string architecture) =>
        architecture.StartsWith("sm_", StringComparison.Ordinal) && int.TryParse(architecture.AsSpan(3), out int number) && number is >= 75 and <= 90
            ? new CudaArchitecture(number / 10, number % 10)
            : throw new ArgumentException($"'{architecture}' is not an architecture; there are {string.Join(", ", Architectures)}", nameof(architecture));
}
