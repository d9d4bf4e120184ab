using System.Reflection;
using ILComicGAN.Kernels;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace ILComicGAN.Engine.Tests.Devices;

/// <summary>Every kernel compiles to PTX for NVIDIA's architectures, without a device, and keeps its values in registers.</summary>
public sealed class KernelPtxTests
{
    private static IEnumerable<MethodInfo> Kernels
    {
        get
        {
            Type[] types = typeof(ElementKernel).Assembly.GetTypes();
            MethodInfo element = typeof(ElementKernel).GetMethod(nameof(ElementKernel.Run))!;
            MethodInfo plane = typeof(PlaneKernel).GetMethod(nameof(PlaneKernel.Run))!;
            foreach (Type type in types.Where(type => type.IsValueType))
            {
                foreach (Type body in Close(type, types))
                {
                    if (body.IsAssignableTo(typeof(IElementBody)))
                    {
                        yield return element.MakeGenericMethod(body);
                    }
                    else if (body.IsAssignableTo(typeof(IPlaneBody)))
                    {
                        yield return plane.MakeGenericMethod(body);
                    }
                }
            }

            yield return typeof(MatMul2TiledKernel).GetMethod(nameof(MatMul2TiledKernel.Run))!.MakeGenericMethod(typeof(Tile16));
        }
    }

    private static IEnumerable<CudaArchitecture> Architectures => [CudaArchitecture.SM_75, CudaArchitecture.SM_86, CudaArchitecture.SM_89, CudaArchitecture.SM_90];

    [TestCaseSource(nameof(Architectures))]
    public void CompileForNvidiaWithoutLocalMemory(CudaArchitecture architecture)
    {
        int compiled = 0;
        foreach (MethodInfo kernel in Kernels)
        {
            // A kernel that does not compile leaves its context unusable.
            using Context context = Context.Create(builder => builder.Optimize(OptimizationLevel.O2));
            using PTXBackend backend = new(context, architecture, CudaInstructionSet.ISA_78, null!);
            string name = $"{kernel.DeclaringType!.Name}<{string.Join(", ", kernel.GetGenericArguments().Select(type => type.ToString()))}>";
            PTXCompiledKernel result = (PTXCompiledKernel)backend.Compile(
                EntryPointDescription.FromExplicitlyGroupedKernel(kernel), new KernelSpecialization(256, null));
            Assert.That(result.PTXAssembly, Does.Contain(".entry"), name);
            Assert.That(result.PTXAssembly, Does.Not.Contain(".local"), name);
            Assert.That(result.PTXAssembly, Does.Not.Contain("tanh.approx"), name);
            compiled++;
        }

        Assert.That(compiled, Is.GreaterThan(40));
    }

    /// <summary>A body that is generic in its operator, with every operator there is.</summary>
    private static IEnumerable<Type> Close(Type type, Type[] types)
    {
        if (!type.IsGenericTypeDefinition)
        {
            return type.IsGenericType ? [] : [type];
        }

        Type[] constraints = type.GetGenericArguments()[0].GetGenericParameterConstraints();
        Type? contract = constraints.FirstOrDefault(constraint => constraint.IsInterface);
        return contract is null
            ? []
            : types.Where(candidate => candidate.IsValueType && candidate.IsAssignableTo(contract)).Select(candidate => type.MakeGenericType(candidate));
    }
}
