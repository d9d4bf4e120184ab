using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Gpu.Products;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Kernels.Elementwise;
using ILComicGAN.Kernels.Movement;
using ILComicGAN.Kernels.Optimization;
using ILGPU;

namespace ILComicGAN.Engine.Gpu;

internal sealed partial class IlgpuDevice
{
    private void Fill(DeviceBuffer y, double value) => Elements(y.Length, new FillBody(View(y), (float)value));

    private void Unary(Unary o)
    {
        UnaryPass pass = new(this, o.X, o.Y, (float)o.P0, (float)o.P1);
        o.Op.Use(ref pass);
    }

    private void Binary(Binary o)
    {
        BinaryPass pass = new(this, o);
        o.Op.Use(ref pass);
    }

    private void Copy(DeviceBuffer x, DeviceBuffer y, CopyPlan plan)
    {
        StridedWalk walk = Walk(plan.Dimensions, plan.XStrides, plan.YStrides);
        walk.FirstOffset = plan.XOffset;
        walk.SecondOffset = plan.YOffset;
        Elements(plan.Count, new CopyBody(View(x), View(y), walk));
    }

    private void Adam(DeviceBuffer w, DeviceBuffer g, DeviceBuffer m, DeviceBuffer v, in AdamStep step)
    {
        AdamNumbers numbers = new()
        {
            Beta1 = (float)step.Beta1,
            OneMinusBeta1 = (float)(1 - step.Beta1),
            Beta2 = (float)step.Beta2,
            OneMinusBeta2 = (float)(1 - step.Beta2),
            Epsilon = (float)step.Epsilon,
            CorrectedRate = (float)(step.LearningRate / (1 - Math.Pow(step.Beta1, step.Step))),
            SecondCorrection = (float)(1 / (1 - Math.Pow(step.Beta2, step.Step))),
        };
        Elements(w.Length, new AdamBody(View(w), View(g), View(m), View(v), numbers));
    }

    private readonly struct UnaryPass(IlgpuDevice device, DeviceBuffer x, DeviceBuffer y, float p0, float p1) : IUnaryUser
    {
        public void Use<TFunction>()
            where TFunction : struct, IUnaryFunction =>
            device.Elements(y.Length, new UnaryBody<TFunction>(View(x), View(y), p0, p1));
    }

    private readonly struct BinaryPass(IlgpuDevice device, Binary o) : IBinaryUser
    {
        public void Use<TFunction>()
            where TFunction : struct, IBinaryFunction
        {
            float p = (float)o.Parameter;
            if (o.Plan.IsElementwise)
            {
                device.Elements(o.Y.Length, new BinaryBody<TFunction>(View(o.A), View(o.B), View(o.Y), p));
                return;
            }

            StridedWalk walk = Walk(o.Plan.Dimensions, o.Plan.AStrides, o.Plan.BStrides);
            device.Elements(o.Y.Length, new BroadcastBody<TFunction>(View(o.A), View(o.B), View(o.Y), walk, p));
        }
    }

    private static StridedWalk Walk(IReadOnlyList<int> sizes, IReadOnlyList<long> first, IReadOnlyList<long> second)
    {
        int rank = sizes.Count;
        return new StridedWalk
        {
            Size0 = Size(0), Size1 = Size(1), Size2 = Size(2), Size3 = Size(3), Size4 = Size(4), Size5 = Size(5),
            First0 = Stride(first, 0), First1 = Stride(first, 1), First2 = Stride(first, 2),
            First3 = Stride(first, 3), First4 = Stride(first, 4), First5 = Stride(first, 5),
            Second0 = Stride(second, 0), Second1 = Stride(second, 1), Second2 = Stride(second, 2),
            Second3 = Stride(second, 3), Second4 = Stride(second, 4), Second5 = Stride(second, 5),
        };

        // Dimensions that are not there stand on the outside with size 1.
        int Size(int i) => i < BroadcastPlan.MaxRank - rank ? 1 : sizes[i - (BroadcastPlan.MaxRank - rank)];
        long Stride(IReadOnlyList<long> strides, int i) =>
            i < BroadcastPlan.MaxRank - rank ? 0 : strides[i - (BroadcastPlan.MaxRank - rank)];
    }
}
