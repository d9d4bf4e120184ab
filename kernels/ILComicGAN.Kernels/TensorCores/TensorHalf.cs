using ILComicGAN.Kernels.Tiles;
using ILGPU;
using ILGPU.Runtime.Cuda;

namespace ILComicGAN.Kernels.TensorCores;

/// <summary>f16 operands, which Turing's tensor cores have too (sm_75 and newer): magnitudes above 65504 overflow.</summary>
internal readonly struct TensorHalf : ITensorPrecision
{
    /// <summary>Rounded when two are packed.</summary>
    public float Round(float value) => value;

    public void MultiplyAdd(ref Float4 sums, Float4 a, float b0, float b1)
    {
        Ref<float> d0 = sums.X;
        Ref<float> d1 = sums.Y;
        Ref<float> d2 = sums.Z;
        Ref<float> d3 = sums.W;
        Input<uint> a0 = Pack(a.X, a.Z);
        Input<uint> a1 = Pack(a.Y, a.W);
        Input<uint> b = Pack(b0, b1);
        CudaAsm.EmitRef(
            "mma.sync.aligned.m16n8k8.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5}, {%6}, {%0,%1,%2,%3};",
            ref d0,
            ref d1,
            ref d2,
            ref d3,
            ref a0,
            ref a1,
            ref b);
        sums = new Float4 { X = d0.Value, Y = d1.Value, Z = d2.Value, W = d3.Value };
    }

    private static uint Pack(float low, float high)
    {
        CudaAsm.Emit(
            "{ .reg .b16 l, h; cvt.rn.f16.f32 l, %1; cvt.rn.f16.f32 h, %2; mov.b32 %0, {l, h}; }", out uint packed, low, high);
        return packed;
    }
}
