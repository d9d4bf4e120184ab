using ILComicGAN.Kernels.Tiles;
using ILGPU;
using ILGPU.Runtime.Cuda;

namespace ILComicGAN.Kernels.TensorCores;

/// <summary>tf32: the range of float32 with ten bits of fraction (sm_80 and newer).</summary>
internal readonly struct TensorFloat32 : ITensorPrecision
{
    public float Round(float value)
    {
        CudaAsm.Emit("cvt.rna.tf32.f32 %0, %1;", out uint bits, value);
        return Interop.IntAsFloat(bits);
    }

    public void MultiplyAdd(ref Float4 sums, Float4 a, float b0, float b1)
    {
        Ref<float> d0 = sums.X;
        Ref<float> d1 = sums.Y;
        Ref<float> d2 = sums.Z;
        Ref<float> d3 = sums.W;
        Input<uint> a0 = Interop.FloatAsInt(a.X);
        Input<uint> a1 = Interop.FloatAsInt(a.Y);
        Input<uint> a2 = Interop.FloatAsInt(a.Z);
        Input<uint> a3 = Interop.FloatAsInt(a.W);
        Input<uint> c0 = Interop.FloatAsInt(b0);
        Input<uint> c1 = Interop.FloatAsInt(b1);
        CudaAsm.EmitRef(
            "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};",
            ref d0,
            ref d1,
            ref d2,
            ref d3,
            ref a0,
            ref a1,
            ref a2,
            ref a3,
            ref c0,
            ref c1);
        sums = new Float4 { X = d0.Value, Y = d1.Value, Z = d2.Value, W = d3.Value };
    }
}
