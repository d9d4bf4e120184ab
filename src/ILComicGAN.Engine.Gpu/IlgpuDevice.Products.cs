using System.Runtime.InteropServices;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Gpu.Products;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Kernels.Tiles;
using ILGPU;
using ILGPU.Runtime;

namespace ILComicGAN.Engine.Gpu;

internal sealed partial class IlgpuDevice
{
    private const int MostTables = 256;

    private readonly Dictionary<(Type Entry, object Sizes), IlgpuMemory> _tables = [];

    internal void MatMul(DeviceBuffer a, DeviceBuffer b, DeviceBuffer c, in MatMulShape shape) =>
        Chooser.Choose("matmul", MatMulVariants.All, (a, b, c), shape).Run(this, (a, b, c), shape);

    /// <summary>Launches a kernel of two arguments by its type, compiled for this size of a group.</summary>
    internal void Launch<T1, T2>(Type key, KernelConfig config, Action<T1, T2> kernel, T1 a, T2 b)
        where T1 : struct
        where T2 : struct
    {
        using KernelSpan span = new(this, key);
        KernelSpecialization specialization = new(config.GroupDim.Size, null);
        Kernel(key, () => _accelerator.LoadKernel(kernel, specialization))(_stream, config, a, b);
    }

    /// <summary>Launches a kernel of three arguments by its type, compiled for this size of a group.</summary>
    internal void Launch<T1, T2, T3>(Type key, KernelConfig config, Action<T1, T2, T3> kernel, T1 a, T2 b, T3 c)
        where T1 : struct
        where T2 : struct
        where T3 : struct
    {
        using KernelSpan span = new(this, key);
        KernelSpecialization specialization = new(config.GroupDim.Size, null);
        Kernel(key, () => _accelerator.LoadKernel(kernel, specialization))(_stream, config, a, b, c);
    }

    /// <summary>Launches a kernel of four arguments by its type, compiled for this size of a group.</summary>
    internal void Launch<T1, T2, T3, T4>(Type key, KernelConfig config, Action<T1, T2, T3, T4> kernel, T1 a, T2 b, T3 c, T4 d)
        where T1 : struct
        where T2 : struct
        where T3 : struct
        where T4 : struct
    {
        using KernelSpan span = new(this, key);
        KernelSpecialization specialization = new(config.GroupDim.Size, null);
        Kernel(key, () => _accelerator.LoadKernel(kernel, specialization))(_stream, config, a, b, c, d);
    }

    /// <summary>Launches a tiled product.</summary>
    internal void Tiled<TRows, TColumns, TCore, TA, TB, TC>(TA a, TB b, TC c, ProductGrid grid)
        where TRows : struct, IExtent
        where TColumns : struct, IExtent
        where TCore : struct, IProductCore
        where TA : struct, IOperand
        where TB : struct, IOperand
        where TC : struct, ITarget
    {
        int threads = default(TRows).Threads;
        var kernel = Kernel(
            typeof((TRows, TColumns, TCore, TA, TB, TC)),
            () => _accelerator.LoadKernel<TA, TB, TC, ProductSteps>(
                RegisterTiledProduct.Run<TRows, TColumns, TCore, TA, TB, TC>,
                new KernelSpecialization(threads, RegisterTiledProduct.LeastGroups<TRows, TCore, TA, TB>())));
        ProductSteps steps = new()
        {
            Count = grid.Steps,
            PerSplit = (grid.Steps + grid.Splits - 1) / grid.Splits,
            Splits = grid.Splits,
        };
        Index3D tiles = new(
            (grid.Columns + default(TColumns).Width - 1) / default(TColumns).Width,
            (grid.Rows + default(TRows).Width - 1) / default(TRows).Width,
            grid.Batch * grid.Splits);
        using KernelSpan span = new(this, typeof((TRows, TColumns, TCore, TA, TB, TC)));
        kernel(_stream, new KernelConfig(tiles, new Index3D(threads, 1, 1)), a, b, c, steps);
    }

    /// <summary>A table that depends on sizes only, made and uploaded once.</summary>
    internal ArrayView<TEntry> Table<TSizes, TEntry>(TSizes sizes, Func<TSizes, TEntry[]> make)
        where TSizes : unmanaged
        where TEntry : unmanaged
    {
        (Type, object) key = (typeof(TEntry), sizes);
        if (!_tables.TryGetValue(key, out IlgpuMemory? table))
        {
            if (_tables.Count >= MostTables)
            {
                // Not Synchronize: an operation that waits for another must not begin in the middle of this one.
                Wait();
                ReleaseTables();
            }

            ReadOnlySpan<float> words = MemoryMarshal.Cast<TEntry, float>(make(sizes));
            // The device's own and not the user's: not counted among the tensors.
            table = (IlgpuMemory)Allocator.ObtainUncounted(words.Length);
            _staging.Upload(words, table.View.SubView(0, words.Length));
            _tables.Add(key, table);
        }

        return table.View.Cast<TEntry>();
    }

    private void ReleaseTables()
    {
        foreach (IlgpuMemory table in _tables.Values)
        {
            table.Destroy();
        }

        _tables.Clear();
    }

    private TKernel Kernel<TKernel>(Type key, Func<TKernel> load)
        where TKernel : Delegate => (TKernel)_kernels.GetOrAdd(key, one => Load(one, load));

    /// <summary>The index of the zero that lies behind every buffer.</summary>
    internal static int ZeroBehind(DeviceBuffer buffer) => (int)buffer.Memory.Capacity;
}
